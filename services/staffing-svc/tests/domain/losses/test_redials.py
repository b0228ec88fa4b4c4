"""Who gave up and called again is measured, not assumed."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from staffing_svc.domain.losses import Call, redial_share

NINE = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def call(caller: str | None, minute: int) -> Call:
    return Call(caller, NINE + timedelta(minutes=minute))


def test_one_of_two_called_again_within_the_hour() -> None:
    abandons = [call("anna", 0), call("ben", 0)]
    measured = redial_share(abandons, [*abandons, call("anna", 30), call("ben", 90)], window=HOUR)
    assert (measured.share, measured.followed) == (0.5, 2)


def test_the_abandon_itself_is_no_redial() -> None:
    abandons = [call("anna", 0)]
    assert redial_share(abandons, abandons, window=HOUR, observed_until=NINE + 2 * HOUR).share == 0.0


def test_a_withheld_number_is_not_followed() -> None:
    measured = redial_share([call(None, 0), call("anna", 0)], [], window=HOUR, observed_until=NINE + 2 * HOUR)
    assert (measured.followed, measured.abandons) == (1, 2)


def test_an_abandon_near_the_end_is_left_out_because_its_redial_may_still_come() -> None:
    abandons = [call("anna", 0), call("ben", 100)]
    assert redial_share(abandons, [*abandons, call("carl", 120)], window=HOUR).followed == 1


def test_nothing_followed_gives_no_share() -> None:
    measured = redial_share([], [], window=HOUR)
    assert (measured.share, measured.se) == (None, None)


def test_the_standard_error_is_that_of_repeated_days() -> None:
    """Spread over 300 simulated days of 200 callers, half of whom redial, against the stated error."""
    draw = random.Random(1)
    shares, errors = [], []
    for _ in range(300):
        abandons = [call(f"caller {number}", 0) for number in range(200)]
        redials = [call(one.caller_hash, 20) for one in abandons if draw.random() < 0.5]
        measured = redial_share(abandons, redials, window=HOUR, observed_until=NINE + 2 * HOUR)
        shares.append(measured.share or 0.0)
        errors.append(measured.se or 0.0)
    mean = sum(shares) / len(shares)
    spread = (sum((share - mean) ** 2 for share in shares) / len(shares)) ** 0.5
    assert sum(errors) / len(errors) == pytest.approx(spread, rel=0.12)
