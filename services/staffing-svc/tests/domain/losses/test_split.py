"""A loss is split to the cent: one contact has one share vector, and it never sums above one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staffing_svc.domain.losses import (
    OWN_STAFFING,
    CauseShare,
    MoneyRange,
    SharesAboveOne,
    apportioned,
    split_loss,
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


def test_a_loss_below_expectation_has_no_surge_in_it() -> None:
    assert surge_part(excess_contacts=Decimal(-3), excess_without_surge=Decimal(0)) == 0


@given(st.integers(-10_000, 10_000), st.lists(st.decimals("0.001", 5, places=3), min_size=1, max_size=7))
def test_apportioning_loses_no_cent_and_strays_by_less_than_one(total: int, weights: list[Decimal]) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


@given(
    st.lists(st.decimals("0", 1, places=4), max_size=6).filter(lambda shares: sum(shares) <= 1),
    st.tuples(*(st.integers(0, 10_000_000),) * 3),
)
def test_every_column_of_a_split_sums_to_the_cent_and_no_cause_gets_more_than_its_share(
    shares: list[Decimal], columns: tuple[int, int, int]
) -> None:
    low, likely, high = sorted(columns)
    parts = split_loss(
        MoneyRange(low, likely, high, "EUR"), [CauseShare(str(n), share) for n, share in enumerate(shares)]
    )
    assert sum(part.share for part in parts) == 1
    for column, total in (("low_minor", low), ("likely_minor", likely), ("high_minor", high)):
        assert sum(getattr(part.money, column) for part in parts) == total
    for part in parts:
        assert 0 <= part.money.likely_minor < part.share * likely + 1


@given(st.lists(st.decimals("0.2", 1, places=3), min_size=6, max_size=9))
def test_shares_above_one_are_refused_whatever_they_are(shares: list[Decimal]) -> None:
    with pytest.raises(SharesAboveOne):
        split_loss(LOSS, [CauseShare(str(n), share) for n, share in enumerate(shares)])
