"""The ledger is only ever added to: a figure that changes is corrected by an entry of the difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from staffing_svc.domain.losses.range import MoneyRange
from staffing_svc.domain.losses.refusals import CurrenciesDiffer
from staffing_svc.domain.losses.split import LossByCause


class EntryKind(StrEnum):
    BOOKED = "booked"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One cause; amounts in minor units, negative where a correction takes away."""

    cause: str
    low_minor: int
    likely_minor: int
    high_minor: int


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """`basis` names what it was computed from (versions, method), so that every figure opens."""

    kind: EntryKind
    currency: str
    lines: tuple[EntryLine, ...]
    basis: str


def booking_entry(split: Sequence[LossByCause], *, basis: str) -> LedgerEntry:
    """The first entry of a loss."""
    currency = _one_currency(one.money.currency for one in split)
    lines = (
        EntryLine(one.cause, one.money.low_minor, one.money.likely_minor, one.money.high_minor)
        for one in split
    )
    return LedgerEntry(EntryKind.BOOKED, currency, tuple(lines), basis)


def standing_amounts(entries: Iterable[LedgerEntry]) -> dict[str, MoneyRange]:
    """What stands after all entries, by cause."""
    sums: dict[str, MoneyRange] = {}
    for entry in entries:
        for line in entry.lines:
            before = sums.get(line.cause, MoneyRange(0, 0, 0, entry.currency))
            _one_currency((before.currency, entry.currency))
            sums[line.cause] = MoneyRange(
                before.low_minor + line.low_minor,
                before.likely_minor + line.likely_minor,
                before.high_minor + line.high_minor,
                entry.currency,
            )
    return sums


def correcting_entry(
    entries: Sequence[LedgerEntry], corrected: Sequence[LossByCause], *, basis: str
) -> LedgerEntry | None:
    """The entry after which the ledger stands at `corrected`; None when nothing changes."""
    standing = standing_amounts(entries)
    wanted = {one.cause: one.money for one in corrected}
    currency = _one_currency(money.currency for money in (*standing.values(), *wanted.values()))
    nothing = MoneyRange(0, 0, 0, currency)
    lines = tuple(
        _difference(cause, standing.get(cause, nothing), wanted.get(cause, nothing))
        for cause in (*standing, *(cause for cause in wanted if cause not in standing))
    )
    changed = tuple(
        line for line in lines if (line.low_minor, line.likely_minor, line.high_minor) != (0, 0, 0)
    )
    return LedgerEntry(EntryKind.CORRECTION, currency, changed, basis) if changed else None


def _difference(cause: str, before: MoneyRange, after: MoneyRange) -> EntryLine:
    return EntryLine(
        cause,
        after.low_minor - before.low_minor,
        after.likely_minor - before.likely_minor,
        after.high_minor - before.high_minor,
    )


def _one_currency(currencies: Iterable[str]) -> str:
    found = sorted(set(currencies))
    if len(found) > 1:
        raise CurrenciesDiffer(f"amounts in {' and '.join(found)} are not added", field="currency")
    return found[0] if found else ""
