"""How many contacts each candidate brought on its own evidence, before the surge's total is looked at."""

import math
from dataclasses import dataclass

from staffing_svc.domain.attribution.causes import (
    CampaignEvidence,
    CauseKind,
    EventEvidence,
    Evidence,
    Mark,
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Contacts above the expectation that a cause brought: mean and variance."""

    kind: CauseKind
    cause: str
    contacts: float
    variance: float
    evidence: tuple[Evidence, ...]
    marks: tuple[Mark, ...] = ()
    missing: str | None = None


NO_CODE = "no dedicated code or number: only the response curve tells its contacts from others"
CODE_SHARE_UNKNOWN = "no number of its own: how many of its callers quote its code is not known"
NO_CURVE = 1e-6
SHARES = tuple((2 * step + 1) / 40 for step in range(20))
NO_CODED_CONTACT = "no contact with its code or number so far"


def campaign_estimate(campaign: CampaignEvidence) -> Estimate:
    """Codes and numbers first, the curve second: gamma prior from the curve, Poisson count of coded contacts.

    N ~ Gamma(mean m, relative sd s), c | N ~ Poisson(q N) gives N | c ~ Gamma(1/s^2 + c, 1/(s^2 m) + q).
    """
    if campaign.coded_contacts is None:
        variance = (campaign.relative_sd * campaign.expected_contacts) ** 2
        return _above_forecast(campaign, campaign.expected_contacts, variance, (Evidence.CURVE,), NO_CODE)
    counted, share = campaign.coded_contacts, campaign.code_share
    mean, variance = (
        _by_some_codes(campaign, counted) if share is None else _by_codes(campaign, counted, share)
    )
    missing = NO_CODED_CONTACT if not counted else CODE_SHARE_UNKNOWN if share is None else None
    return _above_forecast(campaign, mean, variance, (Evidence.CODES, Evidence.CURVE), missing)


def _by_codes(campaign: CampaignEvidence, counted: int, share: float) -> tuple[float, float]:
    """Mean and variance of its contacts when `share` of them carry its code."""
    shape, rate = _prior(campaign)
    total_rate = rate + share
    mean = (shape + counted) / total_rate
    leaning = share / total_rate
    return mean, mean / total_rate + (mean * leaning * campaign.code_share_relative_sd) ** 2


def _by_some_codes(campaign: CampaignEvidence, counted: int) -> tuple[float, float]:
    """The same when any share may be: averaged over SHARES by how well each foretells the count.

    c | q ~ negative binomial of size 1/s^2 and mean q m. Without a curve no share is likelier than another.
    """
    shape, rate = _prior(campaign)
    fits = [
        counted * math.log(share) - (shape + counted) * math.log(rate + share) if rate else 0.0
        for share in SHARES
    ]
    weights = [math.exp(fit - max(fits)) for fit in fits]
    parts = [_by_codes(campaign, counted, share) for share in SHARES]
    total = sum(weights)
    mean = sum(weight * part for weight, (part, _) in zip(weights, parts, strict=True)) / total
    variance = (
        sum(w * (spread + (part - mean) ** 2) for w, (part, spread) in zip(weights, parts, strict=True))
        / total
    )
    return mean, variance


def _prior(campaign: CampaignEvidence) -> tuple[float, float]:
    """Shape and rate; without a curve the codes speak alone (Jeffreys)."""
    if campaign.expected_contacts < NO_CURVE:
        return 0.5, 0.0
    shape = 1.0 / campaign.relative_sd**2
    return shape, shape / campaign.expected_contacts


def _above_forecast(
    campaign: CampaignEvidence,
    contacts: float,
    variance: float,
    evidence: tuple[Evidence, ...],
    missing: str | None,
) -> Estimate:
    return Estimate(
        kind=CauseKind.ANNOUNCED_CAMPAIGN,
        cause=campaign.campaign_id,
        contacts=contacts - campaign.in_forecast_contacts,
        variance=variance,
        evidence=evidence,
        marks=tuple(sorted(campaign.marks, key=lambda mark: (mark.dimension, mark.value))),
        missing=missing,
    )


def event_estimate(event: EventEvidence) -> Estimate:
    return Estimate(
        kind=CauseKind.BUSINESS_EVENT,
        cause=event.event_id,
        contacts=event.expected_contacts,
        variance=(event.relative_sd * event.expected_contacts) ** 2,
        evidence=(Evidence.EVENT,),
    )
