"""Every event of Concert in one list, by wire name: what is not listed here does not exist on the wire."""

from types import MappingProxyType

from concert_contracts.campaign import (
    CampaignAnnounced,
    CampaignCancelled,
    CampaignLaunched,
    CampaignRescheduled,
    CampaignRevised,
    NoticeBreached,
)
from concert_contracts.event import Event
from concert_contracts.external import (
    AgentStateEntered,
    BusinessEventHappened,
    ContactEnded,
    IntervalReported,
    OrderPlaced,
)
from concert_contracts.goals import GoalSet, GuardRailBreached, ScorecardPublished
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

EVENTS: tuple[type[Event], ...] = (
    CampaignAnnounced,
    CampaignRescheduled,
    CampaignRevised,
    CampaignCancelled,
    CampaignLaunched,
    NoticeBreached,
    AnnouncementDelivered,
    AnnouncementAcknowledged,
    StaffingPlanRaised,
    StaffingPlanWithdrawn,
    VolumeSurge,
    SurgeAttributed,
    VolumeSurgeEnded,
    OpportunityLost,
    LossMemoApproved,
    InsightPublished,
    InsightAcknowledged,
    InsightActed,
    InsightClosed,
    GoalSet,
    ScorecardPublished,
    GuardRailBreached,
    IntervalReported,
    ContactEnded,
    OrderPlaced,
    BusinessEventHappened,
    AgentStateEntered,
)

_BY_WIRE_NAME = MappingProxyType({event.WIRE_NAME: event for event in EVENTS})


def event_classes() -> dict[str, type[Event]]:
    """Wire name -> class, in the order in which things happen to the business."""
    return dict(_BY_WIRE_NAME)


def find_event_class(wire_name: str) -> type[Event] | None:
    """The class of a wire name, or None when this version of the vocabulary does not know it."""
    return _BY_WIRE_NAME.get(wire_name)
