"""Training and briefing sessions for a campaign: where they are placed, and what stands in their way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.refusal import Refusal


class UnknownSession(Refusal):
    """No training session has this id."""

    code = "unknown-session"
    status = 404


class SessionAfterLaunch(Refusal):
    """What is learnt after the launch comes too late for its first callers."""

    code = "session-after-launch"
    status = 409


class SessionBegun(Refusal):
    """A session that has begun cannot be called off."""

    code = "session-begun"
    status = 409


class CampaignCalledOff(Refusal):
    """The campaign was cancelled: nobody needs to learn of it."""

    code = "campaign-cancelled"
    status = 409


class QueueNotOfCampaign(Refusal):
    """The campaign brings no contacts to this queue."""

    code = "queue-not-of-campaign"
    status = 409


class NobodyScheduled(Refusal):
    """Nobody knows who is scheduled on the queue before the launch, so nobody can be spared."""

    code = "nobody-scheduled"
    status = 409


@dataclass(frozen=True)
class TrainingSession:
    """`people` of a queue sit in a session for a campaign and take no contacts meanwhile."""

    session_id: UUID
    campaign_id: UUID
    queue: str
    title: str
    starts_at: datetime
    ends_at: datetime
    people: int
    placed_at: datetime
    placed_by: str
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None


@dataclass(frozen=True)
class HarmfulSession:
    """Where the next group would leave the fewest agent hours missing, if it were held all the same."""

    starts_at: datetime
    ends_at: datetime
    people: int
    missing_agent_hours: float


@dataclass(frozen=True)
class PlacedTraining:
    """Sessions that were placed, for how many no room was found, and where one more would hurt least."""

    sessions: tuple[TrainingSession, ...]
    unplaced_people: int
    unplaced_groups: int
    least_harmful: HarmfulSession | None
