"""What the other services say and what executives set, one plausible thing each; a test changes what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from concert_contracts.campaign import CampaignAnnounced, CampaignCancelled, CampaignLaunched, NoticeBreached
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import IntervalReported, OrderPlaced
from concert_contracts.insight import InsightAcknowledged, InsightPublished
from concert_contracts.staffing import (
    AnnouncementAcknowledged,
    AnnouncementDelivered,
    OpportunityLost,
    StaffingPlanRaised,
)
from goals_svc.domain.goals import Goal, GuardRail
from goals_svc.domain.period import Period
from pydantic_core import from_json

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)
MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
GOAL = UUID("01957a10-0000-7000-8000-00000000000a")
CAMPAIGN = UUID("01957a10-0000-7000-8000-00000000c001")
INSIGHT = UUID("01957a10-0000-7000-8000-000000001001")

_Told = TypeVar("_Told", bound=Event)


def entry(number: int) -> UUID:
    return UUID(int=CAMPAIGN.int + 0x1000 + number)


def campaign(number: int) -> UUID:
    return UUID(int=CAMPAIGN.int + number)


def hours(count: float) -> datetime:
    """So many hours after the announcement."""
    return AT + timedelta(hours=count)


def told(kind: type[_Told], **changes: Any) -> _Told:
    """The event's own example with some fields changed."""
    return kind.model_validate(from_json(example_of(kind))["data"] | changes, strict=False)


def announced(campaign_id: UUID = CAMPAIGN, **changes: Any) -> CampaignAnnounced:
    return told(CampaignAnnounced, **({"campaign_id": campaign_id, "announced_at": AT} | changes))


def launched(
    campaign_id: UUID = CAMPAIGN,
    *,
    given_days: int = 14,
    expected_contacts: int = 1_000,
    is_emergency: bool = False,
    at: datetime = hours(24 * 14),
) -> CampaignLaunched:
    return told(
        CampaignLaunched,
        campaign_id=campaign_id,
        launched_at=at,
        expected_contacts=expected_contacts,
        notice={
            "agreement_version": 1,
            "campaign_class": "emergency" if is_emergency else "standard",
            "required_days": 0 if is_emergency else 14,
            "given_days": given_days,
            "shortfall_days": 0 if is_emergency else max(14 - given_days, 0),
            "on_time": is_emergency or given_days >= 14,
            "is_emergency": is_emergency,
        },
    )


def cancelled(campaign_id: UUID = CAMPAIGN) -> CampaignCancelled:
    return told(CampaignCancelled, campaign_id=campaign_id, cancelled_at=hours(30))


def breached(campaign_id: UUID = CAMPAIGN, **changes: Any) -> NoticeBreached:
    return told(NoticeBreached, **({"campaign_id": campaign_id, "breached_at": hours(1)} | changes))


def delivered(campaign_id: UUID = CAMPAIGN, at: datetime = AT) -> AnnouncementDelivered:
    return told(AnnouncementDelivered, campaign_id=campaign_id, delivered_at=at)


def acknowledged(campaign_id: UUID = CAMPAIGN, at: datetime = hours(2)) -> AnnouncementAcknowledged:
    return told(AnnouncementAcknowledged, campaign_id=campaign_id, acknowledged_at=at)


def plan_raised(campaign_id: UUID = CAMPAIGN, at: datetime = hours(1)) -> StaffingPlanRaised:
    return told(StaffingPlanRaised, campaign_id=campaign_id, raised_at=at)


def lost(
    number: int = 1, *, likely_minor: int = 93_312, by_cause: Any = None, **changes: Any
) -> OpportunityLost:
    """Golden A of the definitions: 821.10, 933.12, 1,060.43; all of it marketing's unless told otherwise."""
    given = {
        "entry_id": entry(number),
        "corrects_entry_id": None,
        "window_start_at": hours(3),
        "window_end_at": hours(5),
        "currency": "EUR",
        "observed": {"low_minor": 82_110, "likely_minor": likely_minor, "high_minor": 106_043},
        "by_cause": by_cause or [cause("announced_campaign", "marketing", likely_minor)],
    }
    return told(OpportunityLost, **(given | changes))


def cause(kind: str, department: str | None, likely_minor: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": "Spring fibre",
        "campaign_id": CAMPAIGN if kind == "announced_campaign" else None,
        "department": department,
        "likely_minor": likely_minor,
    }


def order(order_id: str = "A-1", **changes: Any) -> OrderPlaced:
    given = {"order_id": order_id, "placed_at": hours(4), "revenue_minor": 2_500, "currency": "EUR"}
    return told(OrderPlaced, **(given | changes))


def interval(number: int = 0, **changes: Any) -> IntervalReported:
    """100 offered, 90 answered, 72 of them within 20 s, 10 abandoned: SL2 .80, SL3 .72."""
    given = {
        "queue": "sales",
        "started_at": hours(number / 2),
        "interval_s": 1800,
        "offered": 100,
        "answered": 90,
        "answered_within": 72,
        "within_s": 20.0,
        "abandoned": 10,
        "handle_time_s": 27_000.0,
    }
    return told(IntervalReported, **(given | changes))


def insight(insight_id: UUID = INSIGHT, **changes: Any) -> InsightPublished:
    given = {
        "insight_id": insight_id,
        "published_at": hours(6),
        "acknowledge_due_at": hours(30),
        "owner_department": "marketing",
    }
    return told(InsightPublished, **(given | changes))


def insight_read(insight_id: UUID = INSIGHT, at: datetime = hours(8)) -> InsightAcknowledged:
    return told(InsightAcknowledged, insight_id=insight_id, acknowledged_at=at)


def a_goal(**changes: Any) -> Goal:
    """From 70 to 90 thousand euros in March, as long as three in four are answered within 20 s (SL3)."""
    return replace(
        Goal(
            goal_id=GOAL,
            version=0,
            name="Spring revenue",
            accountable_departments=("marketing", "sales", "contact_center"),
            period_start=MARCH.first,
            period_end=MARCH.last,
            currency="EUR",
            start_minor=7_000_000,
            target_minor=9_000_000,
            guard_rail=GuardRail(variant="SL3", within_s=20.0, floor_share=0.75),
        ),
        **changes,
    )
