"""One service as a child process: started, its log kept and shown, started again when it dies, stopped in the end."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TextIO

from concert_chassis.begun import Begin, Begun, begun_by_itself

FIRST_BACKOFF_S = 0.5
LONGEST_BACKOFF_S = 30.0
SETTLED_AFTER_S = 60.0
LAST_WORDS_WITHIN_S = 1.0
LOG_KEPT_BYTES = 20 * 1024 * 1024

Show = Callable[[str, str], None]
"""Takes a child's name and a line of its log."""


@dataclass(slots=True)
class Child:
    name: str
    module: str
    environment: Mapping[str, str]
    log_file: Path
    show: Show
    begin_first: Begin = begun_by_itself
    """How it is started the first time; later always the long way."""
    restarts: int = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=15))
    _begun: Begun | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int | None:
        return self._begun.pid if self._begun is not None else None

    async def run(self) -> None:
        """Keeps it alive until `stop`; each death in a row is answered more slowly."""
        quick_deaths = 0
        with self._opened_log() as log:
            while not self._stopping.is_set():
                started = monotonic()
                status = await self._live(log)
                if self._stopping.is_set():
                    return
                quick_deaths = 0 if monotonic() - started > SETTLED_AFTER_S else quick_deaths + 1
                wait_s = min(FIRST_BACKOFF_S * 2.0 ** (quick_deaths - 1), LONGEST_BACKOFF_S)
                self.restarts += 1
                how = "" if status is None else f" with status {status}"
                self._say(log, f"{self.name} ended{how}; starting it again in {wait_s:g} s")
                await self._rest(wait_s)

    async def _live(self, log: TextIO) -> int | None:
        """One life of it. Its own children may hold its log open after it: they are not waited for."""
        begun = await self._begin()
        following = asyncio.create_task(self._follow(begun.log, log))
        self._begun = begun
        if self._stopping.is_set():
            self._signal(signal.SIGTERM)
        status = await begun.ended()
        self._begun = None
        await asyncio.wait({following}, timeout=LAST_WORDS_WITHIN_S)
        following.cancel()
        return status

    async def _begin(self) -> Begun:
        if self.restarts == 0:
            with suppress(OSError):
                return await self.begin_first(self.module, self.environment)
        return await begun_by_itself(self.module, self.environment)

    async def stop(self, within_s: float) -> bool:
        """SIGTERM, and SIGKILL for what is not done in time; False if it came to that."""
        self._stopping.set()
        begun = self._begun
        if begun is None:
            return True
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(begun.ended(), within_s)
        except TimeoutError:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def _follow(self, reader: asyncio.StreamReader, log: TextIO) -> None:
        while True:
            try:
                line = await reader.readline()
            except ValueError:
                line = b"(a line was too long to show)\n"
            if not line:
                return
            self._say(log, line.decode(errors="replace").rstrip("\n"))

    def _say(self, log: TextIO, line: str) -> None:
        log.write(line + "\n")
        self.last_lines.append(line)
        self.show(self.name, line)

    def _opened_log(self) -> TextIO:
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_KEPT_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        return self.log_file.open("a", buffering=1)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
