"""A clock that a small file holds, for local development: a story of weeks in minutes, by the real rules.

The file says `{"at": "2026-03-02T08:00:00+00:00", "since": 1764000000.0, "speed": 1.0}`: at the real moment
`since` (seconds since 1970) it was `at`, and since then time runs `speed` times as fast. Without the file, it is
the real time.
"""

import asyncio
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, Field

from concert_chassis.clock import SystemClock


class Hold(BaseModel):
    """What the file says."""

    at: AwareDatetime
    since: float
    speed: float = Field(ge=0)

    def now(self, real: float) -> datetime:
        return self.at.astimezone(UTC) + timedelta(seconds=(real - self.since) * self.speed)


@dataclass(frozen=True)
class ClockFile:
    """Written by whoever tells the story, and followed by all services at once."""

    path: Path

    def hold(self, at: datetime, *, speed: float = 0.0) -> None:
        """From now on it is `at`, and time runs `speed` times as fast (0: it stands)."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(Hold(at=at, since=time.time(), speed=speed).model_dump_json())
        fresh.replace(self.path)

    def release(self) -> None:
        """It is the real time again."""
        self.path.unlink(missing_ok=True)


class HeldClock:
    """Follows the file; `sleep` sleeps in real time, so that polling does not depend on the story."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._real = SystemClock()
        self._seen = 0
        self._hold: Hold | None = None

    def now(self) -> datetime:
        try:
            stat = os.stat(self._path)
        except FileNotFoundError:
            return self._real.now()
        if stat.st_mtime_ns != self._seen:
            self._hold = Hold.model_validate_json(self._path.read_bytes())
            self._seen = stat.st_mtime_ns
        assert self._hold is not None
        return self._hold.now(time.time())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
