"""Event ids that sort by time (UUID version 7, RFC 9562), so that ledgers and partitions stay in order."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_TAIL_BITS = 74
_TAIL_MASK = (1 << _TAIL_BITS) - 1


class _Ids:
    """Remembers the last id: ids of one millisecond count upwards (RFC 9562, 6.2, method 2)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._millisecond = -1
        self._tail = 0

    def next(self, millisecond: int, randomness: Callable[[int], int]) -> int:
        """The 74 bits behind the time: random in a new millisecond, a random step further in the same one."""
        with self._lock:
            if millisecond == self._millisecond:
                self._tail += 1 + randomness(32)
            else:
                self._millisecond = millisecond
                self._tail = randomness(_TAIL_BITS - 1)
            return self._tail & _TAIL_MASK


_ids = _Ids()


def uuid7(now: datetime, randomness: Callable[[int], int] = secrets.randbits) -> UUID:
    """An id that embeds `now` to the millisecond; ids of one millisecond made in one process ascend.

    `randomness(k)` gives k random bits: `random.Random(7).getrandbits` makes a test repeatable.
    """
    if now.tzinfo is None:
        raise ValueError("an id needs a time with an offset")
    millisecond = (now - _EPOCH) // _MILLISECOND
    if not 0 <= millisecond < 1 << 48:
        raise ValueError("UUID version 7 reaches from 1970 to 10889")
    tail = _ids.next(millisecond, randomness)
    head, rest = tail >> 62, tail & ((1 << 62) - 1)
    return UUID(int=millisecond << 80 | 0x7 << 76 | head << 64 | 0b10 << 62 | rest)


def time_of(event_id: UUID) -> datetime:
    """The time embedded in a version 7 id, to the millisecond."""
    if event_id.version != 7:
        raise ValueError("only ids of version 7 embed a time")
    return _EPOCH + (event_id.int >> 80) * _MILLISECOND
