"""How far behind a service is, per topic: told as a gauge, so that somebody is woken before it hurts."""

import asyncio
from collections import Counter

from concert_chassis.bus.protocol import Bus
from concert_chassis.inbound import outcome_of
from concert_chassis.logging import log_of
from concert_chassis.telemetry import INBOUND_LAG

EVERY_S = 10.0

log = log_of(__name__)


class LagWatch:
    """Run it in a task; `stop()` ends it. While the broker is away the last figures stand."""

    def __init__(self, bus: Bus, *, service: str, every_s: float = EVERY_S) -> None:
        self._bus = bus
        self._service = service
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        while not self._stopping.is_set():
            error = await outcome_of(self.look())
            if error is not None:
                log.warning("how far behind is not known now", error=repr(error))
            try:
                await asyncio.wait_for(self._stopping.wait(), self._every_s)
            except TimeoutError:
                continue

    async def stop(self) -> None:
        self._stopping.set()

    async def look(self) -> None:
        """Sums the records that the service's group has not committed yet, topic by topic."""
        behind: Counter[str] = Counter()
        for (topic, _), records in (await self._bus.lag(self._service)).items():
            behind[topic] += max(records, 0)
        for topic, records in behind.items():
            INBOUND_LAG.labels(self._service, topic).set(records)
