"""A campaign through its life: announced, launched, ended or cancelled, and what may still be done to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from concert_contracts.refusal import Refusal

from campaign_svc.domain.notice import NoticeVerdict
from campaign_svc.domain.terms import Terms

Status = Literal["announced", "launched", "ended", "cancelled"]
STATUSES: tuple[Status, ...] = ("announced", "launched", "ended", "cancelled")
LONGEST_NOTICE = timedelta(days=3650)


class CampaignNotFound(Refusal):
    """There is no campaign with this id."""

    code: ClassVar[str] = "campaign-not-found"
    status: ClassVar[int] = 404


class LaunchInThePast(Refusal):
    """A campaign is announced, or moved, to a launch that lies behind us."""

    code: ClassVar[str] = "launch-in-the-past"


class LaunchTooFar(Refusal):
    """A launch more than ten years ahead is a slip of the keyboard."""

    code: ClassVar[str] = "launch-too-far"


class CampaignAlreadyLaunched(Refusal):
    """The launch of a launched campaign cannot be moved."""

    code: ClassVar[str] = "campaign-already-launched"


class CampaignOver(Refusal):
    """The campaign has ended; it can no longer be changed or cancelled."""

    code: ClassVar[str] = "campaign-over"


class CampaignAlreadyCancelled(Refusal):
    """A cancelled campaign can no longer be changed; announce another one."""

    code: ClassVar[str] = "campaign-already-cancelled"


@dataclass(frozen=True)
class Campaign:
    """The current version of a campaign.

    `clock_started_at` is when it was announced, or last changed materially; `contacts_at_clock_start` is how
    many contacts were expected then.
    """

    campaign_id: UUID
    version: int
    terms: Terms
    notice: NoticeVerdict
    announced_at: datetime
    clock_started_at: datetime
    contacts_at_clock_start: int
    launched_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancellation_reason: str | None = None

    def status(self, now: datetime) -> Status:
        """Where the campaign is in its life; a launch counts from the moment it was told."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.terms.ends_at <= now:
            return "ended"
        return "announced" if self.launched_at is None else "launched"

    def check_open(self, now: datetime) -> None:
        """Refuse any change of a campaign that is cancelled or over."""
        status = self.status(now)
        if status == "cancelled":
            raise CampaignAlreadyCancelled(f"the campaign was cancelled: {self.cancellation_reason}")
        if status == "ended":
            raise CampaignOver(f"the campaign ended at {self.terms.ends_at.isoformat()}")

    def check_may_move(self, launch_at: datetime, now: datetime) -> None:
        """Refuse to move a launch that has happened, or into the past."""
        if launch_at == self.terms.launch_at:
            return
        if self.launched_at is not None or self.terms.launch_at <= now:
            raise CampaignAlreadyLaunched("the campaign has launched; its launch stands", field="/launch_at")
        check_launch(launch_at, now=now, clock_started_at=self.clock_started_at)


def check_launch(launch_at: datetime, *, now: datetime, clock_started_at: datetime) -> None:
    """Refuse a launch that is not ahead of us, or absurdly far from when the clock started."""
    if launch_at <= now:
        raise LaunchInThePast(
            f"the launch at {launch_at.isoformat()} is not after now, {now.isoformat()}", field="/launch_at"
        )
    if launch_at - clock_started_at > LONGEST_NOTICE:
        raise LaunchTooFar("the launch is more than ten years ahead", field="/launch_at")
