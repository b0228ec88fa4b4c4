"""What the ledger and the plans say of a campaign, gathered for the memo on it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from concert_contracts.staffing import OpportunityLost

from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.losses import CampaignCase, CausePart, ChainVerdict, MoneyRange, StaffingLever
from staffing_svc.domain.losses.memo import Before
from staffing_svc.domain.queues import is_timezone
from staffing_svc.domain.surges import Surge

MOST_ENTRIES_SHOWN = 50


def case_of(
    campaign: AnnouncedCampaign,
    entries: Sequence[OpportunityLost],
    surges: Mapping[UUID, Surge],
    levers: Sequence[StaffingLever],
    *,
    planned: bool,
    before: Before | None = None,
) -> CampaignCase:
    """What the ledger says of a campaign: standing entries of one currency, and the surges behind them."""
    currency = entries[0].currency
    told = [entry for entry in entries if entry.currency == currency]
    zone = ZoneInfo(campaign.terms.timezone if is_timezone(campaign.terms.timezone) else "UTC")
    launched_on = campaign.terms.launch_at.astimezone(zone).date()
    notice = campaign.notice
    chain = _chain(campaign, planned=planned)
    abandoned = sum(entry.abandoned for entry in told)
    late = chain is ChainVerdict.LATE_NOTICE
    return CampaignCase(
        campaign=campaign.terms.name,
        queues=tuple(sorted({entry.queue for entry in told})),
        window_start=min(entry.window_start_at for entry in told).astimezone(zone),
        window_end=max(entry.window_end_at for entry in told).astimezone(zone),
        launched_on=launched_on,
        announced_on=launched_on - timedelta(days=notice.given_days),
        notice_days=notice.given_days,
        agreed_notice_days=notice.required_days,
        chain=chain,
        offered_contacts=sum(entry.offered for entry in told),
        expected_contacts=sum(_expected(entry, surges) for entry in told),
        abandoned_contacts=abandoned,
        never_offered_contacts=sum(never_offered(entry) for entry in told),
        redial_share=sum(entry.redial_share * entry.abandoned for entry in told) / max(abandoned, 1),
        observed=money_of([observed_part(entry, 1.0) for entry in told], currency),
        modelled=money_of(
            [
                (entry.modelled.low_minor, entry.modelled.likely_minor, entry.modelled.high_minor)
                for entry in told
            ],
            currency,
        ),
        parts=_parts(told, surges, currency),
        more_answered_contacts=sum(_more_answered(entry, campaign.campaign_id) for entry in told)
        if late
        else 0.0,
        worth_with_notice=money_of(
            [observed_part(entry, share_of(entry, campaign.campaign_id)) for entry in told if late], currency
        ),
        levers=tuple(
            lever.name
            for lever in levers
            if late and notice.given_days < lever.lead_days <= notice.required_days
        ),
        missing=_missing(campaign, entries, told),
        basis=tuple(_basis(entry, surges) for entry in told[:MOST_ENTRIES_SHOWN]),
        modelled_by=tuple(
            dict.fromkeys(entry.modelled_assumption for entry in told if entry.modelled_assumption)
        )[:MOST_ENTRIES_SHOWN],
        before=before,
    )


def never_offered(entry: OpportunityLost) -> int:
    """Contacts that got away before they reached the queue."""
    return (entry.blocked or 0) + (entry.deflected_unresolved or 0)


def _expected(entry: OpportunityLost, surges: Mapping[UUID, Surge]) -> float:
    if entry.expected_contacts is not None:
        return entry.expected_contacts
    surge = surges.get(entry.surge_id)
    return surge.expected_contacts if surge else 0.0


def _chain(campaign: AnnouncedCampaign, *, planned: bool) -> ChainVerdict:
    if not campaign.notice.on_time:
        return ChainVerdict.LATE_NOTICE
    if campaign.acknowledged_version is None:
        return ChainVerdict.UNACKNOWLEDGED
    return ChainVerdict.ON_TIME if planned else ChainVerdict.UNTRANSLATED


def share_of(entry: OpportunityLost, campaign_id: UUID) -> float:
    """The campaign's part of the entry's observed loss, 0..1."""
    likely = sum(part.likely_minor for part in entry.by_cause if part.campaign_id == campaign_id)
    return likely / entry.observed.likely_minor if entry.observed.likely_minor else 0.0


def _more_answered(entry: OpportunityLost, campaign_id: UUID) -> float:
    """The campaign's part of those who gave up beyond what the agreed notice would still have lost."""
    before = never_offered(entry)
    excess = entry.abandoned + before - entry.expected_abandonment_share * (entry.offered + before)
    return max(excess, 0.0) * share_of(entry, campaign_id)


def observed_part(entry: OpportunityLost, share: float) -> tuple[int, int, int]:
    """Low, likely and high of a part of the entry's observed loss."""
    seen = entry.observed
    return (
        round(seen.low_minor * share),
        round(seen.likely_minor * share),
        round(seen.high_minor * share),
    )


def money_of(parts: Sequence[tuple[int, int, int]], currency: str) -> MoneyRange:
    """Sums of low, likely and high: as if all errors went the same way, the widest the total can be."""
    low, likely, high = (sum(part[index] for part in parts) for index in range(3))
    return MoneyRange(low, likely, high, currency)


def _parts(
    entries: Sequence[OpportunityLost], surges: Mapping[UUID, Surge], currency: str
) -> tuple[CausePart, ...]:
    """Causes by label; shares of the surges' contacts weighted by what each surge brought above expectation."""
    money: dict[str, list[tuple[int, int, int]]] = {}
    shares: dict[str, list[float]] = {}
    total = 0.0
    for entry in entries:
        surge = surges.get(entry.surge_id)
        weight = max(surge.observed_contacts - surge.expected_contacts, 0.0) if surge else 0.0
        total += weight
        known = {cause.label: cause.share for cause in surge.causes} if surge else {}
        for part in entry.by_cause:
            of_entry = part.likely_minor / max(entry.observed.likely_minor, 1)
            money.setdefault(part.label, []).append(observed_part(entry, of_entry))
            share = known.get(part.label)
            sums = shares.setdefault(part.label, [0.0, 0.0, 0.0])
            for index, value in enumerate((share.low, share.likely, share.high) if share else (0.0,) * 3):
                sums[index] += value * weight
    return tuple(_part(label, shares[label], total, money_of(money[label], currency)) for label in money)


def _part(label: str, weighted: Sequence[float], total: float, money: MoneyRange) -> CausePart:
    low, likely, high = (value / total if total else 0.0 for value in weighted)
    return CausePart(label, low, likely, high, money)


def _missing(
    campaign: AnnouncedCampaign, entries: Sequence[OpportunityLost], told: Sequence[OpportunityLost]
) -> tuple[str, ...]:
    said = []
    if not campaign.terms.dialed_numbers and not campaign.terms.codes:
        said.append(
            "a number or code of the campaign's own, so that its callers are counted and not estimated"
        )
    if len(told) < len(entries):
        said.append(f"{len(entries) - len(told)} entries in other currencies are not in these figures")
    return tuple(said)


def _basis(entry: OpportunityLost, surges: Mapping[UUID, Surge]) -> str:
    surge = surges.get(entry.surge_id)
    made = (
        f", forecast version {surge.forecast_version}, detector version {surge.detector_version}"
        if surge
        else ""
    )
    return f"Ledger entry {entry.entry_id} on {entry.queue}{made}. {entry.counterfactual}"
