"""Conflicts: campaigns that will reach the same queue at the same time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID


@dataclass(frozen=True)
class Booking:
    """One campaign's stay on one queue, with the contacts it expects there."""

    campaign_id: UUID
    name: str
    queue: str
    launch_at: datetime
    ends_at: datetime
    expected_contacts: float


@dataclass(frozen=True)
class Conflict:
    """Two bookings of a queue, earlier launch first, that overlap."""

    queue: str
    first: Booking
    second: Booking

    @property
    def place(self) -> tuple[datetime, str, UUID, UUID]:
        """Where it stands in a list: by the start of the overlap, then the queue."""
        return self.overlaps_from, self.queue, self.first.campaign_id, self.second.campaign_id

    @property
    def overlaps_from(self) -> datetime:
        """The start of the overlap: the later launch."""
        return self.second.launch_at

    @property
    def overlaps_until(self) -> datetime:
        """The end of the overlap: the earlier end."""
        return min(self.first.ends_at, self.second.ends_at)


def find_conflicts(bookings: Iterable[Booking]) -> tuple[Conflict, ...]:
    """Each overlapping pair once, by time of its start, then queue."""
    by_queue: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_queue[booking.queue].append(booking)
    found = chain.from_iterable(_on_one_queue(queue) for queue in by_queue.values())
    return tuple(sorted(found, key=lambda conflict: conflict.place))


def _on_one_queue(bookings: list[Booking]) -> Iterator[Conflict]:
    """Sweep over the launches, holding what has not ended yet."""
    running: list[Booking] = []
    for booking in sorted(bookings, key=lambda booking: (booking.launch_at, booking.campaign_id)):
        running = [earlier for earlier in running if earlier.ends_at > booking.launch_at]
        yield from (Conflict(booking.queue, earlier, booking) for earlier in running)
        running.append(booking)
