"""A loss over its causes, to the cent; what no cause explains of it is the center's own staffing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from staffing_svc.domain.losses.range import MoneyRange, apportioned
from staffing_svc.domain.losses.refusals import ImpossibleCounts, SharesAboveOne

OWN_STAFFING = "own-staffing"
ROUNDING = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class CauseShare:
    """`cause` as the surge's attribution names it; `share` of the whole loss, 0..1."""

    cause: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class LossByCause:
    cause: str
    share: Decimal
    money: MoneyRange


def surge_part(*, excess_contacts: Decimal, excess_without_surge: Decimal) -> Decimal:
    """The part of the lost contacts X that would not have been lost at the expected volume, 0..1.

    `excess_without_surge` is X modelled at the expected volume with the agents who were there: what is lost
    then is the center's own.
    """
    if excess_contacts <= 0:
        return Decimal(0)
    kept = min(max(excess_without_surge, Decimal(0)), excess_contacts)
    return 1 - kept / excess_contacts


def split_loss(money: MoneyRange, shares: Sequence[CauseShare]) -> tuple[LossByCause, ...]:
    """Each cause's part of low, likely and high; every column sums exactly (largest remainder)."""
    if any(one.share < 0 for one in shares):
        raise ImpossibleCounts("a share below zero", field="shares")
    claimed = sum((one.share for one in shares), Decimal(0))
    if claimed > 1 + ROUNDING:
        raise SharesAboveOne(f"the causes claim {claimed:.4f} of the loss", field="shares")
    whole = (*shares, CauseShare(OWN_STAFFING, max(1 - claimed, Decimal(0))))
    weights = [one.share for one in whole]
    columns = zip(
        apportioned(money.low_minor, weights),
        apportioned(money.likely_minor, weights),
        apportioned(money.high_minor, weights),
        strict=True,
    )
    return tuple(
        LossByCause(one.cause, one.share, MoneyRange(low, likely, high, money.currency))
        for one, (low, likely, high) in zip(whole, columns, strict=True)
    )
