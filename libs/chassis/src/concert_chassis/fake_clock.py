"""A clock in hand: it stands still until a test moves it."""

import asyncio
from datetime import UTC, datetime, timedelta

DEFAULT_START = datetime(2025, 3, 1, 9, tzinfo=UTC)


def moment(at: datetime | str) -> datetime:
    """`2025-03-01T09:00` in words of a test, UTC unless it says otherwise."""
    given = datetime.fromisoformat(at) if isinstance(at, str) else at
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


class FakeClock:
    """Sleepers wake when the clock is moved past their time, and not otherwise."""

    def __init__(self, start: datetime | str = DEFAULT_START) -> None:
        self._now = moment(start)
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        until = self._now + timedelta(seconds=seconds)
        if until <= self._now:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((until, woken))
        await woken

    def advance(self, by: timedelta) -> None:
        self.set(self._now + by)

    def set(self, at: datetime | str) -> None:
        """Forwards only: no story goes back in time."""
        now = moment(at)
        if now < self._now:
            raise ValueError(
                f"the clock shows {self._now.isoformat()} and cannot go back to {now.isoformat()}"
            )
        self._now = now
        due = [woken for until, woken in self._sleepers if until <= now and not woken.done()]
        self._sleepers = [(until, woken) for until, woken in self._sleepers if until > now]
        for woken in due:
            woken.set_result(None)
