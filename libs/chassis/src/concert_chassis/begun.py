"""The two ways to begin a child process: the long one that always works, and the quick one off a preloaded process."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import BaseModel

from concert_chassis import bound_child

LONGEST_LINE_BYTES = 1024 * 1024
PRELOADED = "concert_chassis.preloaded"
"""Named and not imported: it loads all that a service needs, and we need little of that."""


class Order(BaseModel):
    """What the preloaded process is asked to begin."""

    module: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Begun:
    pid: int
    log: asyncio.StreamReader
    ended: Callable[[], Awaitable[int | None]]
    """Waits for the end; gives the exit status where it is known."""


Begin = Callable[[str, Mapping[str, str]], Awaitable[Begun]]
"""Begins `python -m` of a module with that environment."""


async def begun_by_itself(module: str, environment: Mapping[str, str]) -> Begun:
    process = await _process([sys.executable, "-m", module], environment, stdout=PIPE)
    assert process.stdout is not None
    return Begun(process.pid, process.stdout, process.wait)


async def _process(
    command: list[str],
    environment: Mapping[str, str],
    *,
    stdout: int | None,
    keep: tuple[int, ...] = (),
) -> Process:
    """Bound to this process: whatever ends us ends it too."""
    wrapper = [sys.executable, "-I", "-S", bound_child.__file__]
    bound = [str(os.getpid()), str(int(signal.SIGTERM)), "-1", "-1"]
    return await asyncio.create_subprocess_exec(
        *wrapper, *bound, *command, env=environment, stdin=DEVNULL, stdout=stdout, stderr=STDOUT if stdout else None,
        limit=LONGEST_LINE_BYTES, start_new_session=True, pass_fds=keep,
    )  # fmt: skip


class Preloader:
    """Orders children from the preloaded process, one after the other."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._turn = asyncio.Lock()

    async def begin(self, module: str, environment: Mapping[str, str]) -> Begun:
        """Raises OSError when the preloaded process is gone."""
        order = Order(module=module, environment=dict(environment)).model_dump_json().encode()
        reading, writing = os.pipe()
        try:
            async with self._turn:
                await asyncio.to_thread(socket.send_fds, self._control, [order], [writing])
                answer = await asyncio.to_thread(self._control.recv, 64)
        finally:
            os.close(writing)
        log = await _reader(reading)
        if not answer:
            raise ConnectionResetError("the preloaded process is gone")
        pid = int(answer)
        return Begun(pid, log, lambda: _gone(pid))


async def _reader(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(LONGEST_LINE_BYTES)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(pipe, "rb"))
    return reader


async def _gone(pid: int) -> None:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(process)
        os.close(process)


@asynccontextmanager
async def preloader() -> AsyncIterator[Begin]:
    """The quick way where there is one (Linux 5.3 and newer), else the long one."""
    if not hasattr(os, "pidfd_open"):
        yield begun_by_itself
        return
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            command = [sys.executable, "-m", PRELOADED, str(theirs.fileno())]
            process = await _process(command, os.environ, stdout=None, keep=(theirs.fileno(),))
        yield Preloader(ours).begin
    await process.wait()
