"""Whether a fix worked: the truth of simulated fixes is found, and covered as often as promised."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from insight_svc.domain.effect import Day, Effect, measure

MONDAY = date(2025, 1, 6)
WEEKDAY = np.array([1.3, 1.2, 1.0, 1.0, 0.9, 0.4, 0.3])
TOPIC_WEEKDAY = np.array([0.4, 0.2, 0.0, 0.0, -0.2, -0.3, -0.3])


def days(
    draw: np.random.Generator,
    log_ratio: float,
    *,
    before: int = 42,
    after: int = 42,
    rho: float = 0.0,
    mean: float = 200,
) -> list[Day]:
    """A topic at 10 % of the contacts, on weekday patterns of its own, that changes by `log_ratio`."""
    made = []
    for place in range(before + after):
        day = MONDAY + timedelta(days=place)
        n = int(draw.poisson(mean * WEEKDAY[day.weekday()]))
        logit = math.log(0.1 / 0.9) + TOPIC_WEEKDAY[day.weekday()] + log_ratio * (place >= before)
        p = 1 / (1 + math.exp(-logit))
        if rho > 0:
            size = (1 - rho) / rho
            p = float(draw.beta(p * size, (1 - p) * size))
        y = int(draw.binomial(n, p))
        made.append(Day(day, y, n - y, place >= before))
    return made


def known(effect: Effect) -> tuple[float, float, float]:
    assert effect.log_rate_ratio is not None
    assert effect.low is not None
    assert effect.high is not None
    return effect.low, effect.log_rate_ratio, effect.high


@pytest.mark.parametrize("rho", [0.0, 0.01, 0.03])
def test_the_truth_is_covered_as_often_as_promised_and_without_bias(rho: float) -> None:
    """100 fixes each that halve the odds; .95 promised, .88 is three standard errors below; so is .1 for the mean."""
    draw = np.random.default_rng(11)
    truth = math.log(0.5)
    found = [known(measure(days(draw, truth, rho=rho))) for _ in range(100)]
    covered = sum(low <= truth <= high for low, _, high in found)
    assert covered >= 88
    assert np.mean([likely for _, likely, _ in found]) == pytest.approx(truth, abs=0.1)


def test_a_fix_that_works_is_effective_and_one_that_does_not_is_not() -> None:
    draw = np.random.default_rng(3)
    assert measure(days(draw, math.log(0.3))).verdict == "effective"
    assert measure(days(draw, math.log(1.6))).verdict == "not_effective"


def test_before_four_weeks_there_is_no_verdict_however_clear_it_looks() -> None:
    effect = measure(days(np.random.default_rng(3), math.log(0.1), after=20))
    assert (effect.verdict, effect.days_after) == ("inconclusive", 20)
    assert effect.high is not None
    assert effect.high < 0


def test_what_was_avoided_is_what_would_have_come() -> None:
    effect = measure(days(np.random.default_rng(3), math.log(0.5), mean=2000))
    after = sum(day.topic for day in days(np.random.default_rng(3), math.log(0.5), mean=2000) if day.after)
    assert effect.avoided_contacts == pytest.approx(after, rel=0.25)


@pytest.mark.parametrize(
    "given",
    [
        [],
        [Day(MONDAY, 0, 0, False)] * 60,
        [Day(MONDAY + timedelta(days=n), 0, 50, n > 30) for n in range(60)],
        [Day(MONDAY + timedelta(days=n), 50, 0, n > 30) for n in range(60)],
        [Day(MONDAY + timedelta(days=n), 5, 50, False) for n in range(60)],
        [Day(MONDAY, 5, 50, False), Day(MONDAY + timedelta(days=1), 5, 50, True)],
    ],
)
def test_days_that_cannot_tell_are_inconclusive_and_no_error(given: list[Day]) -> None:
    assert measure(given).verdict == "inconclusive"


def test_a_topic_that_vanished_altogether_is_still_measured() -> None:
    gone = [
        Day(MONDAY + timedelta(days=n), 0 if n > 40 else 10 + n % 3, 100 + n % 7, n > 40) for n in range(80)
    ]
    effect = measure(gone)
    assert effect.verdict in ("effective", "inconclusive")
