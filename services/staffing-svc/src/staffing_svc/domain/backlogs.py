"""What was counted as waiting on a queue whose contacts may wait."""

from dataclasses import dataclass
from datetime import datetime

from concert_contracts.refusal import Refusal


class QueueNotDeferred(Refusal):
    """Contacts of this queue cannot wait, so nothing can be waiting on it."""

    code = "queue-not-deferred"
    status = 409


class CountedInTheFuture(Refusal):
    """A count of what is waiting is of now or of some time before."""

    code = "counted-in-the-future"
    status = 422


@dataclass(frozen=True)
class Backlog:
    """So many contacts were waiting on the queue at `counted_at`, those in hand included."""

    queue: str
    contacts: float
    counted_at: datetime
