"""What a queue counted in one interval, and which counts cannot be true."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from concert_contracts.refusal import Refusal

CLOCKS_DIFFER_BY = timedelta(minutes=2)
"""How far ahead of ours the clock of a telephony system may be."""

INTEGER_MAX = 2_147_483_647
MOST_CONTACTS = 1_000_000
"""No queue is offered more within the hour: the largest centers count two million contacts a day in all."""
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
DAY_S = 86_400
COUNTS = (
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "short_abandoned",
    "blocked",
    "deflected_unresolved",
)


class ImpossibleInterval(Refusal):
    """Counts or times that no telephony system can have seen."""

    code = "impossible-interval"
    status = 422


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an interval, in which field, and what to do about it."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    """None is a figure that the source does not report; it is never 0.

    `short_abandoned` are among `abandoned`; `blocked` and `deflected_unresolved` are not among `offered`.
    """

    queue: str
    started_at: datetime
    interval_s: int
    offered: int
    answered: int | None = None
    answered_within: int | None = None
    within_s: float | None = None
    abandoned: int | None = None
    handle_time_s: float | None = None
    short_abandoned: int | None = None
    blocked: int | None = None
    deflected_unresolved: int | None = None

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.interval_s)

    def problem(self, now: datetime) -> Problem | None:
        """Why this interval is refused, or None."""
        return self._impossible_time(now) or self._impossible_count()

    def _impossible_time(self, now: datetime) -> Problem | None:
        if not 300 <= self.interval_s <= 3600 or DAY_S % self.interval_s:
            return Problem("interval_s", "use 300 to 3600 seconds that divide the day")
        if self.started_at > now or self.ended_at > now + CLOCKS_DIFFER_BY:
            return Problem("started_at", "the interval lies in the future: send it when it is over")
        if self.started_at < OLDEST:
            return Problem(
                "started_at", "the interval lies before 1970: is the year written with two digits?"
            )
        if self.started_at.timestamp() % self.interval_s:
            return Problem("started_at", f"an interval of {self.interval_s} s begins on a multiple of it")
        return None

    def _impossible_count(self) -> Problem | None:
        for name in COUNTS:
            count = getattr(self, name)
            if count is not None and not 0 <= count <= MOST_CONTACTS:
                return Problem(name, f"{count} is not a count from 0 to {MOST_CONTACTS:,}")
        for name in ("answered", "abandoned"):
            count = getattr(self, name)
            if count is not None and count > self.offered:
                return Problem(
                    name,
                    f"{count} {name} of {self.offered} offered: count each contact in the interval in which "
                    "it was offered",
                )
        if self.short_abandoned is not None and self.short_abandoned > (self.abandoned or 0):
            return Problem("short_abandoned", "more gave up at once than gave up at all")
        answered = self.offered if self.answered is None else self.answered
        if self.answered_within is not None and self.answered_within > answered:
            return Problem("answered_within", "more answered in time than answered at all")
        return self._impossible_handling(answered)

    def _impossible_handling(self, answered: int) -> Problem | None:
        if self.handle_time_s is not None and not 0 <= self.handle_time_s <= max(answered, 1) * DAY_S:
            return Problem(
                "handle_time_s", "the answered contacts took more than a day each, or less than 0 s"
            )
        return None


@dataclass(frozen=True, slots=True)
class RefusedInterval:
    """A report that was kept apart: what was wrong, in which field, and the `report` as it was sent."""

    refused_id: int
    queue: str
    started_at: datetime
    refused_at: datetime
    field: str
    reason: str
    report: dict[str, Any]
