"""Low, likely, high: no loss is told as one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

Z95 = Decimal("1.959963984540054")
"""Normal quantile of a 95 % interval. Rounded to 1.96 it would be off by a cent in 1,341.27."""


@dataclass(frozen=True, slots=True)
class DecimalRange:
    """A 95 % interval around a likely value, in the unit of the field that holds it."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """A 95 % interval in minor units (cents) of `currency` (ISO 4217)."""

    low_minor: int
    likely_minor: int
    high_minor: int
    currency: str


def log_normal(likely: Decimal, relative_variance: Decimal) -> DecimalRange:
    """likely x exp(+-z sqrt(ln(1 + cv^2))), for likely >= 0."""
    reach = Z95 * (1 + relative_variance).ln().sqrt()
    return DecimalRange(low=likely * (-reach).exp(), likely=likely, high=likely * reach.exp())


def in_minor(amount: DecimalRange, currency: str) -> MoneyRange:
    """Rounds half to even to whole minor units."""
    return MoneyRange(rounded(amount.low), rounded(amount.likely), rounded(amount.high), currency)


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def apportioned(total: int, weights: Sequence[Decimal]) -> tuple[int, ...]:
    """`total` in whole units in proportion to `weights` (>= 0, not all 0), summing to it exactly.

    Largest remainder (Hamilton); of equal remainders the earlier one is served first.
    """
    whole = sum(weights, Decimal(0))
    quotas = [abs(total) * weight / whole for weight in weights]
    floors = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (floors[i] - quotas[i], i))
    for i in order[: abs(total) - sum(floors)]:
        floors[i] += 1
    return tuple(floors if total >= 0 else [-part for part in floors])
