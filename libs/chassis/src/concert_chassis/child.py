"""One service as a child process: started, its log kept and shown, started again when it dies, stopped in the end."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TextIO

from concert_chassis import bound_child

FIRST_BACKOFF_S = 0.5
LONGEST_BACKOFF_S = 30.0
SETTLED_AFTER_S = 60.0
LONGEST_LINE_BYTES = 1024 * 1024
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
    restarts: int = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=15))
    _process: Process | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def run(self) -> None:
        """Keeps it alive until `stop`; each death in a row is answered more slowly."""
        quick_deaths = 0
        with self._opened_log() as log:
            while not self._stopping.is_set():
                started = monotonic()
                self._process = await self._start()
                await self._follow(self._process, log)
                status = await self._process.wait()
                if self._stopping.is_set():
                    return
                quick_deaths = 0 if monotonic() - started > SETTLED_AFTER_S else quick_deaths + 1
                wait_s = min(FIRST_BACKOFF_S * 2.0 ** (quick_deaths - 1), LONGEST_BACKOFF_S)
                self.restarts += 1
                self._say(log, f"{self.name} ended with status {status}; starting it again in {wait_s:g} s")
                await self._rest(wait_s)

    async def stop(self, within_s: float) -> bool:
        """SIGTERM, and SIGKILL for what is not done in time; False if it came to that."""
        self._stopping.set()
        process = self._process
        if process is None or process.returncode is not None:
            return True
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), within_s)
        except TimeoutError:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            if self._process is not None:
                self._process.kill()

    async def _start(self) -> Process:
        wrapper = [sys.executable, "-I", "-S", bound_child.__file__]
        bound = [str(os.getpid()), str(int(signal.SIGTERM)), "-1", "-1"]
        return await asyncio.create_subprocess_exec(
            *wrapper,
            *bound,
            sys.executable,
            "-m",
            self.module,
            env=self.environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            limit=LONGEST_LINE_BYTES,
            start_new_session=True,
        )

    async def _follow(self, process: Process, log: TextIO) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
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
