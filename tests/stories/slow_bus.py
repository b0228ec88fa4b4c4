"""A bus as bad as a bus may be: every record comes twice, and some topics come long after the others."""

from collections.abc import Sequence

from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.clock import Clock


class SlowBus(MemoryBus):
    """Keeps to its promise, order per key and everything at least once, and promises nothing between topics."""

    def __init__(self, clock: Clock, *, slow: frozenset[str]) -> None:
        super().__init__(clock)
        self._slow = slow
        self._held: list[Outgoing] = []

    async def publish(self, records: Sequence[Outgoing]) -> None:
        self._held += [record for record in records if record.topic in self._slow]
        swift = [record for record in records if record.topic not in self._slow]
        await super().publish([*swift, *swift])

    async def let_go(self) -> bool:
        """What was held back comes now, twice, the topic that was last first; whether there was anything."""
        held, self._held = self._held, []
        for topic in sorted({record.topic for record in held}, reverse=True):
            of_topic = [record for record in held if record.topic == topic]
            await super().publish([*of_topic, *of_topic])
        return bool(held)
