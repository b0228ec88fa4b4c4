"""Readers are woken when something was published; notifications are coalesced and never part of a publication."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

import asyncpg

from concert_chassis.bus.postgres.session import Sessions
from concert_chassis.bus.protocol import BusUnavailable

CHANNEL = "concert_bus"
WITHOUT_NEWS_S = 1.0
"""Readers look for themselves that often, in case a notification was lost with its connection."""
_AGAIN_AFTER_S = 0.5
_LONGEST_PAYLOAD = 4000


class Waking:
    """Topics and groups by name; a name is set for everybody in this process at once, for others by NOTIFY."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._sleepers: dict[asyncio.Event, frozenset[str]] = {}
        self._to_tell: set[str] = set()
        self._told = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._own_pid = 0

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def listen(self, names: Collection[str]) -> asyncio.Event:
        """An event that is set whenever one of the names is told of; give it back with `forget`."""
        event = asyncio.Event()
        self._sleepers[event] = frozenset(names)
        return event

    def forget(self, event: asyncio.Event) -> None:
        self._sleepers.pop(event, None)

    def tell(self, names: Collection[str]) -> None:
        self._wake(names)
        self._to_tell.update(names)
        self._told.set()

    def _wake(self, names: Collection[str]) -> None:
        for event, wanted in self._sleepers.items():
            if not wanted.isdisjoint(names):
                event.set()

    async def _run(self) -> None:
        while True:
            with suppress(BusUnavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._on_one_connection()
            await asyncio.sleep(_AGAIN_AFTER_S)

    async def _on_one_connection(self) -> None:
        connection = await self._sessions.alone()
        try:
            self._own_pid = connection.get_server_pid()
            await connection.add_listener(CHANNEL, self._heard)
            for event in self._sleepers:
                event.set()
            while True:
                await self._told.wait()
                self._told.clear()
                names, self._to_tell = self._to_tell, set()
                await connection.execute(
                    "SELECT pg_notify($1, $2)", CHANNEL, " ".join(names)[:_LONGEST_PAYLOAD]
                )
        finally:
            connection.terminate()

    def _heard(self, connection: object, pid: int, channel: str, payload: object) -> None:
        if pid != self._own_pid:
            self._wake(str(payload).split(" "))
