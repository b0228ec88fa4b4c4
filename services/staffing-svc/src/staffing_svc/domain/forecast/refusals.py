"""What the forecast engine refuses, each with the reason a planner can act on."""

from typing import ClassVar

from concert_contracts.refusal import Refusal


class HistoryTooShort(Refusal):
    """There is nothing before the cut to learn from."""

    code: ClassVar[str] = "history-too-short"
    status: ClassVar[int] = 409


class IntervalNotSupported(Refusal):
    """The interval is neither a day nor a divisor of the day between five and sixty minutes."""

    code: ClassVar[str] = "interval-not-supported"
    status: ClassVar[int] = 422


class ImpossibleCount(Refusal):
    """A count of offered contacts is negative or infinite."""

    code: ClassVar[str] = "impossible-count"
    status: ClassVar[int] = 422


class HorizonNotSupported(Refusal):
    """The horizon is empty or longer than two years."""

    code: ClassVar[str] = "horizon-not-supported"
    status: ClassVar[int] = 422


class UnknownCountry(Refusal):
    """No holiday calendar is known for this country or region code."""

    code: ClassVar[str] = "unknown-country"
    status: ClassVar[int] = 422


class RegressorIncomplete(Refusal):
    """A regressor has no value for a day that the forecast needs."""

    code: ClassVar[str] = "regressor-incomplete"
    status: ClassVar[int] = 422


class QueuesNotComparable(Refusal):
    """Two queues cannot be compared: their intervals or time zones differ."""

    code: ClassVar[str] = "queues-not-comparable"
    status: ClassVar[int] = 422
