"""Split a surge over what may be behind it: announced campaigns, an unannounced one, business events, nothing known."""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from concert_chassis.transaction import Transaction
from concert_contracts.quantities import ShareRange
from concert_contracts.staffing import SurgeCause

from staffing_svc.domain.attribution import (
    AttributedShare,
    CampaignEvidence,
    CauseKind,
    EventEvidence,
    Evidence,
    Mark,
    SurgeExcess,
    attribute,
)
from staffing_svc.domain.attribution.shared_marks import part_of_shared, shared_marks
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.expectation import contacts_known_then, contacts_of_layers
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers, grid_over
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.domain.surge import Detector, Verdict
from staffing_svc.store import business_events, campaigns, contact_marks, layers
from staffing_svc.store.business_events import BusinessEvent

REFERENCE = timedelta(days=14)
CONTACTS_OF_CUSTOMERS_TOUCHED = 0.01
"""Prior share of the customers whom a business event touches that call within its days; wide on purpose."""
UNSURE_OF_EVENTS = 1.5
UNSURE_OF_CURVES = 1.0
MOST_CAUSES = 50

_KINDS = {
    CauseKind.ANNOUNCED_CAMPAIGN: "announced_campaign",
    CauseKind.SUSPECTED_CAMPAIGN: "suspected_campaign",
    CauseKind.BUSINESS_EVENT: "business_event",
    CauseKind.UNEXPLAINED: "unexplained",
}


async def attribute_surge(
    tx: Transaction,
    queue: Queue,
    detector: Detector,
    verdict: Verdict,
    *,
    since: datetime,
    until: datetime,
) -> tuple[SurgeCause, ...]:
    """The causes of the contacts above expectation in [since, until), largest likely share first."""
    name, grid = queue.name, grid_over(since, until, queue.interval_s)
    announced = await campaigns.list_touching(tx, name, since, until)
    standing = await layers.list_standing(tx, [name], since, until)
    known = await layers.list_known(tx, [name], since, until)
    evidence = await _campaigns_evidence(
        tx,
        announced,
        name,
        since,
        until,
        planned=[contacts_of_layers(_of(campaign, standing), grid) for campaign in announced],
        in_forecast=[contacts_known_then(_of(campaign, known), grid) for campaign in announced],
    )
    events = await business_events.list_around(tx, name, since, until)
    marks = await contact_marks.count(
        tx,
        name,
        reference_since=since - REFERENCE,
        since=since,
        until=until,
        announced_numbers=[n for campaign in announced for n in campaign.terms.dialed_numbers],
        announced_codes=[c for campaign in announced for c in codes_of(campaign)],
    )
    found = attribute(
        _excess(detector, verdict),
        campaigns=evidence,
        events=[_event_evidence(event, since, until) for event in events],
        marks=marks,
    )
    names = {str(c.campaign_id): c.terms.name for c in announced} | {
        e.business_event_id: e.label for e in events
    }
    causes = [_cause(share, names) for share in found.shares if share.share > 0 or share.share_high > 0.01]
    return most_telling(causes)


def most_telling(causes: list[SurgeCause]) -> tuple[SurgeCause, ...]:
    """The largest likely share first; of very many only the largest are named, the rest left unexplained."""
    ranked = sorted(causes, key=lambda cause: (-cause.share.likely, -cause.share.high))
    named = [cause for cause in ranked if cause.kind != "unexplained"][:MOST_CAUSES]
    unexplained = next((cause for cause in ranked if cause.kind == "unexplained"), None)
    kept = [*named, unexplained] if unexplained is not None else named
    return tuple(sorted(kept, key=lambda cause: -cause.share.likely))


def _of(campaign: AnnouncedCampaign, made: Sequence[StoredLayer]) -> list[StoredLayer]:
    return [layer for layer in made if layer.campaign_id == campaign.campaign_id]


def codes_of(campaign: AnnouncedCampaign) -> tuple[str, ...]:
    """The codes that its callers quote: its own and its offer's."""
    return tuple(dict.fromkeys((*campaign.terms.codes, campaign.terms.offer.code)))


def _excess(detector: Detector, verdict: Verdict) -> SurgeExcess:
    """The standard error of the difference: counting and within-day noise, and what is not known of the level."""
    variance = detector.dispersion.variance(verdict.expected)
    return SurgeExcess(verdict.expected, verdict.observed, max(variance, 1.0) ** 0.5)


async def _campaigns_evidence(
    tx: Transaction,
    announced: Sequence[AnnouncedCampaign],
    queue: str,
    since: datetime,
    until: datetime,
    *,
    planned: Sequence[Numbers],
    in_forecast: Sequence[Numbers],
) -> list[CampaignEvidence]:
    """A code that several campaigns use is counted once and divided as they were planned."""
    marks, expected = [marks_of(campaign) for campaign in announced], [float(one.sum()) for one in planned]
    shared = shared_marks(marks)
    counted = {mark: (await _coded(tx, queue, since, until, {mark}))[0] for mark in shared}
    evidence = []
    for number, campaign in enumerate(announced):
        own, contacts = await _coded(tx, queue, since, until, marks[number] - shared)
        coded = own + part_of_shared(number, counted, marks=marks, expected=expected)
        evidence.append(
            CampaignEvidence(
                campaign_id=str(campaign.campaign_id),
                expected_contacts=expected[number],
                relative_sd=UNSURE_OF_CURVES,
                coded_contacts=round(coded) if contacts and marks[number] else None,
                code_share=1.0 if campaign.terms.dialed_numbers else None,
                in_forecast_contacts=float(in_forecast[number].sum()),
                marks=marks[number],
            )
        )
    return evidence


async def _coded(
    tx: Transaction, queue: str, since: datetime, until: datetime, marks: Set[Mark]
) -> tuple[int, int]:
    """Contacts with one of the marks, and all contacts."""
    numbers = [mark.value for mark in marks if mark.dimension == "number"]
    codes = [mark.value for mark in marks if mark.dimension == "code"]
    return await contact_marks.count_coded(tx, queue, since, until, numbers, codes)


def marks_of(campaign: AnnouncedCampaign) -> frozenset[Mark]:
    """The numbers its callers dial and the codes they quote."""
    numbers = [Mark("number", number) for number in campaign.terms.dialed_numbers]
    return frozenset([*numbers, *(Mark("code", code) for code in codes_of(campaign))])


def _event_evidence(event: BusinessEvent, since: datetime, until: datetime) -> EventEvidence:
    """What a business event may bring in the window; a prior, and an unsure one, until it is measured."""
    follow_s = business_events.CONTACTS_FOLLOW_FOR.total_seconds()
    share_of_time = max((until - max(since, event.happened_at)).total_seconds(), 0.0) / follow_s
    expected = (event.size or 0) * CONTACTS_OF_CUSTOMERS_TOUCHED * min(share_of_time, 1.0)
    return EventEvidence(event.business_event_id, expected, UNSURE_OF_EVENTS)


def _cause(share: AttributedShare, names: dict[str, str]) -> SurgeCause:
    kind = share.kind
    return SurgeCause.model_validate(
        {
            "kind": _KINDS[kind],
            "campaign_id": share.cause if kind is CauseKind.ANNOUNCED_CAMPAIGN else None,
            "business_event_id": share.cause if kind is CauseKind.BUSINESS_EVENT else None,
            "label": _label(share, names)[:200],
            "share": ShareRange(low=share.share_low, likely=share.share, high=share.share_high),
            "evidence": _evidence(share),
        }
    )


def _label(share: AttributedShare, names: dict[str, str]) -> str:
    if share.kind is CauseKind.SUSPECTED_CAMPAIGN:
        shared = ", ".join(f"{mark.dimension} {mark.value}" for mark in share.marks[:4])
        return f"suspected unannounced campaign: {shared}"
    return names.get(share.cause, share.cause)


def _evidence(share: AttributedShare) -> list[str]:
    """Marks as `number:…`, `code:…` so that a reader can follow them, then what the share rests on."""
    said = [f"{mark.dimension}:{mark.value}" for mark in share.marks[:10]]
    said += [
        str(evidence) for evidence in share.evidence if evidence not in (Evidence.REMAINDER, Evidence.MARKS)
    ]
    if share.kind is not CauseKind.UNEXPLAINED:
        said.append(f"{share.contacts:.1f} contacts ({share.contacts_low:.1f} to {share.contacts_high:.1f})")
    if share.missing:
        said.append(share.missing)
    return said
