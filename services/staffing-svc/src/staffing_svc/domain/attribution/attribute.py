"""Splitting a surge's excess over its causes, leaving unexplained what nothing explains."""

from collections.abc import Sequence
from dataclasses import dataclass

from staffing_svc.domain.attribution.causes import (
    CampaignEvidence,
    CauseKind,
    EventEvidence,
    Evidence,
    Mark,
    MarkCounts,
    SurgeExcess,
)
from staffing_svc.domain.attribution.estimate import Estimate, campaign_estimate, event_estimate
from staffing_svc.domain.attribution.reconcile import Reconciled, reconcile
from staffing_svc.domain.attribution.suspicion import key_marks, suspect_estimate

UNEXPLAINED = "unexplained"
PARTS = 1_000_000


@dataclass(frozen=True, slots=True)
class AttributedShare:
    """A cause's part of the excess; `share` in steps of 1e-6, contacts of the window; 95 % intervals."""

    kind: CauseKind
    cause: str
    share: float
    share_low: float
    share_high: float
    contacts: float
    contacts_low: float
    contacts_high: float
    evidence: tuple[Evidence, ...]
    marks: tuple[Mark, ...]
    missing: str | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """`shares` sum to 1, the unexplained remainder last; `missing` says what would make it surer."""

    excess_contacts: float
    shares: tuple[AttributedShare, ...]
    missing: tuple[str, ...]


def attribute(
    excess: SurgeExcess,
    *,
    campaigns: Sequence[CampaignEvidence] = (),
    events: Sequence[EventEvidence] = (),
    marks: MarkCounts | None = None,
) -> Attribution:
    """Codes and numbers first, curves second, then shared marks and business events; the rest stays open."""
    estimates = [campaign_estimate(campaign) for campaign in campaigns]
    if marks is not None:
        announced = [mark for campaign in campaigns for mark in campaign.marks]
        suspect = suspect_estimate(key_marks(marks, announced=announced), marks)
        estimates += [suspect] if suspect is not None else []
    estimates += [event_estimate(event) for event in events]
    if excess.contacts <= 0:
        return Attribution(excess.contacts, (_nothing_to_split(),), ())
    remainder = Estimate(CauseKind.UNEXPLAINED, UNEXPLAINED, 0.0, 0.0, (Evidence.REMAINDER,))
    parts = reconcile(estimates, excess)
    shares = _exact_shares([part.contacts for part in parts])
    total = sum(part.contacts for part in parts)
    return Attribution(
        excess_contacts=excess.contacts,
        shares=tuple(
            _attributed(estimate, part, share, total)
            for estimate, part, share in zip((*estimates, remainder), parts, shares, strict=True)
        ),
        missing=_missing(estimates, marks),
    )


def _attributed(estimate: Estimate, part: Reconciled, share: float, total: float) -> AttributedShare:
    return AttributedShare(
        kind=estimate.kind,
        cause=estimate.cause,
        share=share,
        share_low=min(part.low / total, share),
        share_high=max(min(part.high / total, 1.0), share),
        contacts=part.contacts,
        contacts_low=part.low,
        contacts_high=part.high,
        evidence=estimate.evidence,
        marks=estimate.marks,
        missing=estimate.missing,
    )


def _exact_shares(contacts: Sequence[float]) -> tuple[float, ...]:
    """Shares in whole millionths that sum to one (largest remainder)."""
    total = sum(contacts)
    quotas = [PARTS * one / total for one in contacts]
    whole = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (whole[i] - quotas[i], i))
    for i in order[: PARTS - sum(whole)]:
        whole[i] += 1
    return tuple(part / PARTS for part in whole)


def _nothing_to_split() -> AttributedShare:
    return AttributedShare(
        kind=CauseKind.UNEXPLAINED,
        cause=UNEXPLAINED,
        share=1.0,
        share_low=1.0,
        share_high=1.0,
        contacts=0.0,
        contacts_low=0.0,
        contacts_high=0.0,
        evidence=(Evidence.REMAINDER,),
        marks=(),
        missing=None,
    )


def _missing(estimates: Sequence[Estimate], marks: MarkCounts | None) -> tuple[str, ...]:
    said = [f"{one.cause}: {one.missing}" for one in estimates if one.missing]
    if marks is None:
        said.append("no contacts with numbers, codes or reasons: an unannounced campaign cannot be seen")
    return tuple(said)
