"""A pool: queues whose people help each other out, staffed together."""

from collections.abc import Sequence
from dataclasses import dataclass

from concert_contracts.refusal import Refusal

from staffing_svc.domain.queues import Queue


class UnknownPool(Refusal):
    """Nobody has set up a pool of this name."""

    code = "unknown-pool"
    status = 404


class QueueTwiceInPool(Refusal):
    """A queue is in a pool once."""

    code = "queue-twice-in-pool"
    status = 422


class QueuesCannotPool(Refusal):
    """These queues cannot be staffed together: other intervals, or contacts that may wait."""

    code = "queues-cannot-pool"
    status = 409


@dataclass(frozen=True)
class Pool:
    """`version` counts its changes. The order of the queues is the ring in which their people help."""

    name: str
    queues: tuple[str, ...]
    version: int = 0

    def __post_init__(self) -> None:
        for place, name in enumerate(self.queues):
            if name in self.queues[:place]:
                raise QueueTwiceInPool(f"{name!r} is named twice", field=f"/queues/{place}")


def refuse_to_pool(queues: Sequence[Queue]) -> None:
    """Raises `QueuesCannotPool`, naming the first queue that does not fit."""
    for place, queue in enumerate(queues):
        if queue.deferred is not None:
            raise QueuesCannotPool(
                f"contacts of {queue.name!r} may wait: its people come from a deadline, not from a pool",
                field=f"/queues/{place}",
            )
        if queue.interval_s != queues[0].interval_s:
            raise QueuesCannotPool(
                f"{queue.name!r} counts intervals of {queue.interval_s} s, "
                f"{queues[0].name!r} of {queues[0].interval_s} s",
                field=f"/queues/{place}",
            )
