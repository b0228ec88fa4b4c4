"""Lost opportunity by the agreed formulas, against figures worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from staffing_svc.domain.losses import (
    Abandonment,
    ContactValue,
    DecimalRange,
    ImpossibleCounts,
    MoneyRange,
    balked_loss,
    contact_value,
    observed_loss,
)

WORTH = ContactValue(Decimal(960), "EUR")


def abandonment(**changed: object) -> Abandonment:
    """1,200 offered, 252 gave up, 3 % were expected to, 55 % called again."""
    usual: dict[str, object] = {
        "offered_contacts": 1_200,
        "lost_contacts": 252,
        "expected_share": Decimal("0.03"),
        "redial_share": Decimal("0.55"),
    }
    return Abandonment(**(usual | changed))  # type: ignore[arg-type]  # a builder of many field types


def test_golden_a_with_counting_noise_alone() -> None:
    loss = observed_loss(abandonment(), WORTH)
    assert loss.excess_contacts == Decimal(216)
    assert loss.contacts.likely == Decimal("97.2")
    assert loss.unique_contacts == Decimal("1061.4")
    assert loss.money == MoneyRange(82_110, 93_312, 106_043, "EUR")


def test_golden_b_with_every_uncertainty() -> None:
    uncertain = abandonment(
        expected_share_se=Decimal("0.004"), variance_factor=Decimal("1.5"), redial_share_se=Decimal("0.05")
    )
    loss = observed_loss(uncertain, ContactValue(Decimal(960), "EUR", Decimal(120)))
    assert loss.money == MoneyRange(64_917, 93_312, 134_127, "EUR")


def test_an_abandoned_call_of_250_at_four_percent_is_worth_ten() -> None:
    value = contact_value(conversion_share=Decimal("0.04"), margin_minor=Decimal(25_000), currency="USD")
    assert value.likely_minor == Decimal(1_000)


def test_fewer_lost_than_expected_books_nothing_and_shows_the_upper_bound() -> None:
    loss = observed_loss(abandonment(lost_contacts=30), WORTH)
    assert loss.excess_contacts == Decimal(-6)
    assert (loss.money.low_minor, loss.money.likely_minor) == (0, 0)
    assert loss.money.high_minor > 0


def test_everybody_calling_again_loses_nothing() -> None:
    assert observed_loss(abandonment(redial_share=Decimal(1)), WORTH).money == MoneyRange(0, 0, 0, "EUR")


def test_an_empty_window_loses_nothing() -> None:
    loss = observed_loss(abandonment(offered_contacts=0, lost_contacts=0), WORTH)
    assert loss.money == MoneyRange(0, 0, 0, "EUR")


@pytest.mark.parametrize(
    "wrong",
    [{"lost_contacts": 1_201}, {"lost_contacts": -1}, {"redial_share": Decimal("1.1")}],
)
def test_impossible_counts_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ImpossibleCounts):
        abandonment(**wrong)


@given(st.integers(1, 5_000), st.integers(0, 5_000), st.decimals(0, 1, places=3), st.decimals(0, 1, places=3))
def test_low_is_never_above_likely_nor_likely_above_high(
    offered: int, lost: int, expected: Decimal, redials: Decimal
) -> None:
    case = Abandonment(max(offered, lost), lost, expected, redials)
    money = observed_loss(case, WORTH).money
    assert 0 <= money.low_minor <= money.likely_minor <= money.high_minor


def test_one_in_ten_balking_is_one_for_every_nine_who_came() -> None:
    tenth = Decimal("0.1")
    loss = balked_loss(
        unique_contacts_that_waited=Decimal(900),
        balking_share=DecimalRange(Decimal(0), tenth, Decimal("0.25")),
        value=WORTH,
        assumption="survey of the queue's callers",
    )
    assert loss.contacts == DecimalRange(Decimal(0), Decimal(100), Decimal(300))
    assert loss.money == MoneyRange(0, 96_000, 288_000, "EUR")


def test_nobody_left_cannot_be_a_balking_share() -> None:
    with pytest.raises(ImpossibleCounts):
        balked_loss(
            unique_contacts_that_waited=Decimal(900),
            balking_share=DecimalRange(Decimal(0), Decimal("0.5"), Decimal(1)),
            value=WORTH,
            assumption="none",
        )
