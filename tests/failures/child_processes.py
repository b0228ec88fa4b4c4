"""Processes of the ledger as tests see them: born in the nursery, killed or stopped, and how they ended."""

import asyncio
import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(__file__).parent / "nursery.py")
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Child:
    pid: int
    _end: asyncio.Future[int]

    async def ended(self) -> int:
        """The exit status; negative for the signal that killed it."""
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.shield(self._end)

    async def stopped(self) -> tuple[int, float]:
        """Asked to stop by SIGTERM: the exit status, and how long that took in seconds."""
        clock = asyncio.get_running_loop().time
        began = clock()
        os.kill(self.pid, signal.SIGTERM)
        return await self.ended(), clock() - began


class Nursery:
    """One nursery process, which has imported everything that its children need."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._births: asyncio.Queue[int] = asyncio.Queue()
        self._ends: dict[int, asyncio.Future[int]] = defaultdict(asyncio.get_running_loop().create_future)
        self._turn = asyncio.Lock()

    async def bear(self, role: str, crash: Sequence[str], environment: Mapping[str, str]) -> Child:
        assert self._process.stdin is not None
        wanted = {"role": role, "crash": list(crash), "environment": dict(environment)}
        async with self._turn, asyncio.timeout(PATIENCE_S):
            self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
            await self._process.stdin.drain()
            pid = await self._births.get()
        return Child(pid, self._ends[pid])

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            if "born" in said:
                self._births.put_nowait(said["born"])
            else:
                self._ends[said["ended"]].set_result(said["status"])


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, PROGRAM, stdin=pipe, stdout=pipe)
    opened = Nursery(process)
    listening = asyncio.create_task(opened.listen())
    yield opened
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()
    await listening
