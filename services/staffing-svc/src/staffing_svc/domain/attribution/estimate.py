"""How many contacts each candidate brought on its own evidence, before the surge's total is looked at."""

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
NO_CODED_CONTACT = "no contact with its code or number so far"


def campaign_estimate(campaign: CampaignEvidence) -> Estimate:
    """Codes and numbers first, the curve second: gamma prior from the curve, Poisson count of coded contacts.

    N ~ Gamma(mean m, relative sd s), c | N ~ Poisson(q N) gives N | c ~ Gamma(1/s^2 + c, 1/(s^2 m) + q).
    """
    if campaign.coded_contacts is None:
        variance = (campaign.relative_sd * campaign.expected_contacts) ** 2
        return _above_forecast(campaign, campaign.expected_contacts, variance, (Evidence.CURVE,), NO_CODE)
    shape, rate = _prior(campaign)
    counted = campaign.coded_contacts
    total_rate = rate + campaign.code_share
    mean = (shape + counted) / total_rate
    leaning = campaign.code_share / total_rate
    variance = mean / total_rate + (mean * leaning * campaign.code_share_relative_sd) ** 2
    missing = None if counted else NO_CODED_CONTACT
    return _above_forecast(campaign, mean, variance, (Evidence.CODES, Evidence.CURVE), missing)


def _prior(campaign: CampaignEvidence) -> tuple[float, float]:
    """Shape and rate; without a curve the codes speak alone (Jeffreys)."""
    if campaign.expected_contacts == 0:
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
