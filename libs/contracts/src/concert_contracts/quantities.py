"""The quantities that events speak in: bounded texts, counts, shares, durations, money and ranges of them."""

from typing import Annotated, Self, TypeVar

from pydantic import AwareDatetime, Field, model_validator

from concert_contracts.event import Part

_Range = TypeVar("_Range", bound=Part)

# PostgreSQL stores no NUL in a text, so no text of ours carries one.
_NO_NUL = r"^[^\x00]*$"

Moment = AwareDatetime
"""A point in time with its offset; on the wire RFC 3339."""

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_NUL)]
Text = Annotated[str, Field(min_length=1, max_length=4000, pattern=_NO_NUL)]
QueueName = Annotated[str, Field(min_length=1, max_length=120, pattern=_NO_NUL)]
ExternalId = Annotated[str, Field(min_length=1, max_length=120, pattern=_NO_NUL)]
"""The identity another system gave a thing: an order number, a contact's number in the telephony system."""
AgentId = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00@]*$")]
"""A pseudonym that the center gave an agent: never a name, never an address."""
Person = Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_NUL)]
"""A role or an account (`marketing-planner`), as the company's directory names it."""
Department = Annotated[str, Field(min_length=1, max_length=80, pattern=_NO_NUL)]
TimeZone = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")]
"""An IANA name such as `Europe/Berlin`."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
OneWayHash = Annotated[str, Field(pattern=r"^[0-9a-f]{32,128}$")]
"""A keyed one-way hash in lower-case hexadecimal: the same person, never the person's number."""

Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Days = Annotated[int, Field(ge=0, le=3660)]
SignedDays = Annotated[int, Field(ge=-3660, le=3660)]
Seconds = Annotated[float, Field(ge=0, le=1e9)]
IntervalSeconds = Annotated[int, Field(ge=300, le=3600)]
ExpectedCount = Annotated[float, Field(ge=0, le=1e9)]
"""A mean or forecast of a count: seldom a whole number."""
AgentHours = Annotated[float, Field(ge=0, le=1e9)]
Share = Annotated[float, Field(ge=0, le=1)]
HandleTimeUplift = Annotated[float, Field(ge=-0.9, le=5)]
"""How much longer contacts take, as a share of the usual handle time: 0.3 is 30 % longer."""
Uplift = Annotated[float, Field(ge=-1, le=1_000_000)]
"""Observed over expected, less one: 0.3 is 30 % more than expected."""
AmountMinor = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]
"""Money in the smallest unit of its currency (cents), up to the largest whole number safe in JSON."""


class CountRange(Part):
    """How many contacts, with what is not known about it."""

    low: ExpectedCount
    likely: ExpectedCount
    high: ExpectedCount

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _ordered(self, self.low, self.likely, self.high)


class ShareRange(Part):
    """A share of a whole, with what is not known about it."""

    low: Share
    likely: Share
    high: Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _ordered(self, self.low, self.likely, self.high)


class UpliftRange(Part):
    """How far above the expectation, with what is not known about it."""

    low: Uplift
    likely: Uplift
    high: Uplift

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _ordered(self, self.low, self.likely, self.high)


class MoneyRange(Part):
    """Money in minor units of the currency stated beside it, with what is not known about it."""

    low_minor: AmountMinor
    likely_minor: AmountMinor
    high_minor: AmountMinor

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _ordered(self, self.low_minor, self.likely_minor, self.high_minor)


def _ordered(of: _Range, low: float, likely: float, high: float) -> _Range:
    if not low <= likely <= high:
        raise ValueError("a range needs low <= likely <= high")
    return of
