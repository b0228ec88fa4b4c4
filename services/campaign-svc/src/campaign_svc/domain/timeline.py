"""One line per thing that was said about a campaign, so that its whole story can be read in one place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_contracts.campaign import (
    CampaignAnnounced,
    CampaignCancelled,
    CampaignLaunched,
    CampaignRescheduled,
    CampaignRevised,
    NoticeBreached,
    NoticeVerdict,
)
from concert_contracts.event import Event
from concert_contracts.insight import InsightAcknowledged, InsightActed, InsightClosed, InsightPublished
from concert_contracts.staffing import (
    AnnouncementAcknowledged,
    AnnouncementDelivered,
    LossMemoApproved,
    OpportunityLost,
    StaffingPlanRaised,
    StaffingPlanWithdrawn,
    SurgeAttributed,
    VolumeSurge,
    VolumeSurgeEnded,
)

from campaign_svc.domain.local_time import zone


@dataclass(frozen=True)
class TimelineEntry:
    """What was said, when it happened, and the event that says so; `thing_id` is the surge or insight."""

    at: datetime
    event_id: UUID
    type: str
    thing_id: UUID | None
    summary: str
    data: dict[str, Any]


def entry_of(event: Event, *, event_id: UUID, at: datetime) -> TimelineEntry:
    """The line that an event adds to the story."""
    thing_id = getattr(event, "surge_id", None) or getattr(event, "insight_id", None)
    return TimelineEntry(
        at=at,
        event_id=event_id,
        type=event.WIRE_NAME,
        thing_id=thing_id,
        summary=summary_of(event),
        data=event.model_dump(mode="json"),
    )


def summary_of(event: Event) -> str:
    """One sentence in business words."""
    return _of_marketing(event) or _of_the_center(event) or _of_customers(event) or type(event).__name__


def _of_marketing(event: Event) -> str | None:
    match event:
        case CampaignAnnounced():
            return f"Announced, {event.terms.expected_contacts} contacts expected; {_notice(event.notice)}"
        case CampaignRescheduled():
            local = event.terms.launch_at.astimezone(zone(event.terms.timezone))
            return f"Moved to {local:%Y-%m-%d %H:%M} {event.terms.timezone}; {_notice(event.notice)}"
        case CampaignRevised():
            changes = ", ".join(event.material_changes) or "nothing material"
            return f"Revised ({changes}); {_notice(event.notice)}"
        case CampaignCancelled():
            return f"Cancelled: {event.reason}"
        case CampaignLaunched():
            return f"Launched; {_notice(event.notice)}"
        case NoticeBreached():
            return f"Agreement breached: {event.verdict}, answered for by {event.attributed_to}"
    return None


def _of_the_center(event: Event) -> str | None:
    match event:
        case AnnouncementDelivered():
            return f"Version {event.campaign_version} reached the contact center"
        case AnnouncementAcknowledged():
            return f"Version {event.campaign_version} acknowledged by {event.acknowledged_by}"
        case StaffingPlanRaised():
            return f"Plan {event.plan_version} raised: {event.gap_agent_hours:.1f} agent hours missing"
        case StaffingPlanWithdrawn():
            return f"Plan {event.plan_version} withdrawn: {event.reason}"
        case VolumeSurge():
            return f"Surge on {event.queue}: {event.uplift_share.likely:+.0%} against the forecast"
        case SurgeAttributed():
            return f"Surge on {event.queue}: causes looked at again"
        case VolumeSurgeEnded():
            return f"Surge on {event.queue} over: {event.excess_contacts:.0f} contacts above the forecast"
        case OpportunityLost():
            minor = f"{event.observed.likely_minor} {event.currency} minor units"
            return f"Lost on {event.queue}: {event.lost_contacts:.1f} contacts, likely {minor}"
        case LossMemoApproved():
            return (
                f"Memo {event.memo_version} on what was lost approved by {event.approved_by}, "
                f"for {', '.join(event.recipients)}"
            )
    return None


def _of_customers(event: Event) -> str | None:
    match event:
        case InsightPublished():
            return f"Insight for {event.owner_department}: {event.title}"
        case InsightAcknowledged():
            return f"Insight acknowledged by {event.department}"
        case InsightActed():
            return f"Insight acted on by {event.department}: {event.action}"
        case InsightClosed():
            return f"Insight closed: {event.outcome}"
    return None


def _notice(notice: NoticeVerdict) -> str:
    verdict = "on time" if notice.on_time else f"short by {notice.shortfall_days}"
    return f"{notice.given_days} of {notice.required_days} days of notice, {verdict}"
