"""The scatter of lost contacts against simulated ones: about 1 when callers are independent, more when they are not."""

import numpy as np
import pytest
from staffing_svc.domain.losses import overdispersion

TRIED = np.full(400, 200.0)
SHARE = np.linspace(0.05, 0.4, 400)


def test_independent_callers_scatter_about_once() -> None:
    lost = np.random.default_rng(3).binomial(200, SHARE).astype(float)
    assert overdispersion(TRIED, lost, SHARE) == pytest.approx(1.0, abs=0.2)


def test_callers_who_give_up_in_threes_scatter_three_times_as_much() -> None:
    lost = 3.0 * np.random.default_rng(4).binomial(200 // 3, SHARE)
    assert overdispersion(TRIED, lost, SHARE) == pytest.approx(3.0, abs=0.6)


def test_the_level_of_the_model_does_not_matter_only_its_shape() -> None:
    lost = np.random.default_rng(5).binomial(200, SHARE).astype(float)
    assert overdispersion(TRIED, lost, SHARE / 2) == pytest.approx(overdispersion(TRIED, lost, SHARE))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_intervals_say_nothing_of_it(count: int) -> None:
    assert overdispersion(TRIED[:count], TRIED[:count] / 2, SHARE[:count]) == 1.0


def test_nothing_lost_scatters_once() -> None:
    assert overdispersion(TRIED, np.zeros(400), SHARE) == 1.0
