"""Topics that a campaign's callers ask more often than others, at a stated rate of false alarms."""

import mpmath
import numpy as np
import pytest
from insight_svc.domain.confusion import (
    FALSE_ALARMS_PER_CAMPAIGN,
    LOOK_AGAIN_GROWTH,
    TopicCount,
    compare,
    tail,
)


@pytest.mark.parametrize(
    ("count", "mean", "size"),
    [(10, 0.05, 0.5), (10, 3.2, 50.0), (31, 3.2, 12.5), (4, 5.0, 2.0), (200, 150.0, 50.0)],
)
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, size: float) -> None:
    """P(X >= k) is the regularised incomplete beta I(mean/(mean + size); k, size), here by mpmath."""
    exact = mpmath.betainc(count, size, 0, mpmath.mpf(mean) / (mean + size), regularized=True)
    assert tail(count, mean=mean, size=size) == pytest.approx(float(exact), rel=1e-9)


def test_nobody_at_least_is_certain() -> None:
    assert tail(0, mean=3.0, size=2.0) == 1.0


def test_each_queue_is_compared_with_itself() -> None:
    """Half of the billing queue asks about bills: a campaign on that queue is not confused by that."""
    others = {("billing", "bill"): 500, ("billing", "other"): 500, ("sales", "order"): 1000}
    own = {("billing", "bill"): 50, ("billing", "other"): 50}
    found = {count.topic: count for count in compare(own, others)}
    assert found["bill"].expected == pytest.approx(100 * (500 + 20 * 500.5 / 2001) / 1020)
    assert not found["bill"].is_alarm(topics=2, look=1)


def test_a_topic_that_nobody_else_asks_is_an_alarm_at_ten() -> None:
    others = {("sales", "bill"): 400}
    (topic,) = compare({("sales", "router"): 10}, others)
    assert topic.is_alarm(topics=1, look=1)
    (few,) = compare({("sales", "router"): 9}, others)
    assert not few.is_alarm(topics=1, look=1)


def test_all_looks_together_spend_the_stated_rate() -> None:
    spent = sum(_largest_p(look) for look in range(1, 400))
    assert 0.998 * FALSE_ALARMS_PER_CAMPAIGN < spent < FALSE_ALARMS_PER_CAMPAIGN


def _largest_p(look: int) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if TopicCount("t", 99, 1.0, middle).is_alarm(topics=1, look=look)
            else (low, middle)
        )
    return low


def test_campaigns_whose_callers_are_like_others_raise_no_more_alarms_than_stated() -> None:
    """400 campaigns of 300 callers, 12 topics, looked at as they grow: 0.4 expected at most, 4 has p < .001."""
    draw = np.random.default_rng(7)
    shares = draw.dirichlet(np.full(12, 0.7))
    alarms = 0
    for _ in range(400):
        reference = draw.multinomial(1500, shares)
        others = {("sales", f"t{topic}"): int(count) for topic, count in enumerate(reference) if count}
        alarms += _alarms(draw.multinomial(1, shares, size=300), others)
    assert alarms < 4


def _alarms(
    callers: np.ndarray[tuple[int, int], np.dtype[np.int64]], others: dict[tuple[str, str], int]
) -> bool:
    seen: dict[str, tuple[int, int]] = {}
    for size in range(20, 301, 20):
        counts = callers[:size].sum(axis=0)
        own = {("sales", f"t{topic}"): int(count) for topic, count in enumerate(counts) if count}
        for found in compare(own, others):
            looks, last = seen.get(found.topic, (0, 0))
            if not found.is_enough or found.callers < max(last * LOOK_AGAIN_GROWTH, last + 1):
                continue
            seen[found.topic] = (looks + 1, found.callers)
            if found.is_alarm(topics=len(own), look=looks + 1):
                return True
    return False
