"""One shift on one day with its breaks, and the refusal-free questions that planning asks about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class ShiftBreak:
    """A break within a shift."""

    name: str
    starts_at: datetime
    ends_at: datetime
    paid: bool


@dataclass(frozen=True)
class Shift:
    """A shift of one person on a queue; `ends_at` may lie on the next day."""

    kind: str
    queue: str
    starts_at: datetime
    ends_at: datetime
    paid_s: int
    breaks: tuple[ShiftBreak, ...] = ()

    def at_work(self) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches in which the person takes contacts: the shift without its breaks."""
        stretches: list[tuple[datetime, datetime]] = []
        begins = self.starts_at
        for pause in sorted(self.breaks, key=lambda pause: pause.starts_at):
            stretches.append((begins, pause.starts_at))
            begins = pause.ends_at
        return tuple(stretch for stretch in (*stretches, (begins, self.ends_at)) if stretch[0] < stretch[1])

    def unsocial(self) -> bool:
        """True for shifts on a weekend or reaching into the night (22:00-06:00)."""
        last = self.ends_at - timedelta(seconds=1)
        night = self.starts_at.hour < 6 or last.hour >= 22 or last.date() > self.starts_at.date()
        return night or self.starts_at.weekday() >= 5


def instant_s(at: datetime) -> float:
    """Seconds since 1970 on a clock without jumps; a time without a zone is taken as such a clock."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
