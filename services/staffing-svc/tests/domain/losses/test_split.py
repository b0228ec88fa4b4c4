"""A loss is split to the cent, and a figure that changes is corrected by an entry, never overwritten."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staffing_svc.domain.losses import (
    OWN_STAFFING,
    CauseShare,
    CurrenciesDiffer,
    EntryKind,
    MoneyRange,
    SharesAboveOne,
    apportioned,
    booking_entry,
    correcting_entry,
    scaled,
    split_loss,
    standing_amounts,
    surge_part,
)

LOSS = MoneyRange(82_110, 93_312, 106_043, "EUR")


def thirds() -> list[CauseShare]:
    third = Decimal(1) / 3
    return [CauseShare("spring", third), CauseShare("bill run", third)]


def test_what_no_cause_claims_is_own_staffing() -> None:
    parts = split_loss(LOSS, [CauseShare("spring", Decimal("0.6"))])
    assert [part.cause for part in parts] == ["spring", OWN_STAFFING]
    assert [part.money.likely_minor for part in parts] == [55_987, 37_325]


def test_each_column_sums_to_the_cent() -> None:
    parts = split_loss(LOSS, thirds())
    assert sum(part.money.low_minor for part in parts) == LOSS.low_minor
    assert sum(part.money.likely_minor for part in parts) == LOSS.likely_minor
    assert sum(part.money.high_minor for part in parts) == LOSS.high_minor


def test_causes_that_claim_more_than_all_are_refused() -> None:
    with pytest.raises(SharesAboveOne):
        split_loss(LOSS, [CauseShare("spring", Decimal("0.6")), CauseShare("summer", Decimal("0.5"))])


def test_what_would_have_been_lost_anyway_is_not_the_surges() -> None:
    part = surge_part(excess_contacts=Decimal(200), excess_without_surge=Decimal(50))
    assert part == Decimal("0.75")
    assert scaled([CauseShare("spring", Decimal("0.8"))], part) == (CauseShare("spring", Decimal("0.600")),)


def test_a_loss_below_expectation_has_no_surge_in_it() -> None:
    assert surge_part(excess_contacts=Decimal(-3), excess_without_surge=Decimal(0)) == 0


@given(st.integers(-10_000, 10_000), st.lists(st.decimals("0.001", 5, places=3), min_size=1, max_size=7))
def test_apportioning_loses_no_cent_and_strays_by_less_than_one(total: int, weights: list[Decimal]) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


def test_a_correction_makes_the_ledger_stand_at_the_new_figures() -> None:
    booked = booking_entry(split_loss(LOSS, thirds()), basis="attribution 1")
    corrected = split_loss(MoneyRange(50_000, 60_001, 70_000, "EUR"), [CauseShare("spring", Decimal("0.9"))])
    correction = correcting_entry([booked], corrected, basis="attribution 2")
    assert correction is not None
    assert correction.kind is EntryKind.CORRECTION
    standing = standing_amounts([booked, correction])
    assert {cause: money for cause, money in standing.items() if money.likely_minor} == {
        part.cause: part.money for part in corrected
    }


def test_the_same_figures_need_no_correction() -> None:
    parts = split_loss(LOSS, thirds())
    assert correcting_entry([booking_entry(parts, basis="1")], parts, basis="2") is None


def test_two_currencies_are_not_added() -> None:
    euros = booking_entry(split_loss(LOSS, thirds()), basis="1")
    dollars = split_loss(MoneyRange(1, 2, 3, "USD"), thirds())
    with pytest.raises(CurrenciesDiffer):
        correcting_entry([euros], dollars, basis="2")
