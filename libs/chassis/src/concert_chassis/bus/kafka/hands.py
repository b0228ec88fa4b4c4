"""Keeps account of what a member has in hand, for a rebalance to wait for."""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.structs import ConsumerRecord

from concert_chassis.bus.protocol import Fenced

log = structlog.get_logger(__name__)


class Hands:
    """What this member has in hand: records taken and not committed, and records waiting to be taken."""

    def __init__(self, *, settle_s: float) -> None:
        self._settle_s = settle_s
        self._in_hand: dict[TopicPartition, int] = {}
        self._mine: frozenset[TopicPartition] = frozenset()
        self._empty = asyncio.Event()
        self._empty.set()
        self.given = asyncio.Event()
        self.unclaimed: frozenset[TopicPartition] = frozenset()
        self.held: deque[tuple[TopicPartition, list[ConsumerRecord]]] = deque()

    def may_read_on(self, place: TopicPartition) -> bool:
        """Not during a rebalance: the client would wait for its end, and the rebalance for this batch."""
        return self.given.is_set() and place in self._mine

    def hold(self, found: dict[TopicPartition, list[ConsumerRecord]]) -> None:
        self.held.extend(found.items())

    def take_held(self, max_records: int) -> list[ConsumerRecord]:
        """The oldest of what is held, in hand from this moment on."""
        place, records = self.held.popleft()
        if len(records) > max_records:
            self.held.appendleft((place, records[max_records:]))
        self.took(place, records[:max_records])
        return records[:max_records]

    def took(self, place: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        if records:
            self._in_hand[place] = records[-1].offset + 1
            self._empty.clear()

    def require(self, offsets: dict[TopicPartition, int]) -> None:
        """Refuses offsets of partitions that were given away since, even if they have come back."""
        for place, offset in offsets.items():
            if offset > self._in_hand.get(place, -1):
                raise Fenced(f"{place.topic}[{place.partition}] was given to another member")

    def settled(self, offsets: dict[TopicPartition, int]) -> None:
        self.lost([place for place, offset in offsets.items() if self._in_hand.get(place) == offset])

    def lost(self, places: Collection[TopicPartition]) -> None:
        for place in places:
            self._in_hand.pop(place, None)
        if not self._in_hand:
            self._empty.set()

    def drop(self) -> None:
        self._in_hand.clear()
        self.held.clear()
        self._mine = frozenset()
        self._empty.set()

    async def give_back(self) -> None:
        """Before a rebalance: hand out nothing more, and wait a while for what is being worked on."""
        self.given.clear()
        self.held.clear()
        try:
            async with asyncio.timeout(self._settle_s):
                await self._empty.wait()
        except TimeoutError:
            log.warning("partitions are given away with a batch in hand", partitions=len(self._in_hand))
        self.drop()

    def receive(self, places: Collection[TopicPartition]) -> None:
        self._mine = self.unclaimed = frozenset(places)
        self.given.set()


class Handover(ConsumerRebalanceListener):  # type: ignore[misc]  # the client has no types
    """What the client calls around a rebalance; it goes on in the background only when these return."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        if revoked:
            await self._hands.give_back()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._hands.receive(assigned)
