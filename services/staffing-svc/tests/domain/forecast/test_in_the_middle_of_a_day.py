"""A forecast made at noon knows the morning, and believes it as far as mornings told of afternoons before."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_svc.domain.forecast import History, forecast

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
HOURS = 1.0 + 0.6 * np.sin((np.arange(24) - 6) / 24 * 2 * np.pi)


def errors(levels_by_hour: np.ndarray) -> tuple[float, float]:
    """Absolute error of the afternoons of twelve days, forecast at midnight and at noon."""
    days = levels_by_hour.shape[0]
    counts = np.random.default_rng(1).poisson(300.0 * levels_by_hour * HOURS).astype(float)
    known = History(MONDAY, 3600, counts.reshape(-1))
    midnight = noon = 0.0
    for day in range(days - 12, days):
        cut = MONDAY + timedelta(days=day)
        actual = counts[day, 12:]
        midnight += float(np.abs(forecast(known, cut, 24).mean[12:] - actual).sum())
        noon += float(np.abs(forecast(known, cut + timedelta(hours=12), 12).mean - actual).sum())
    return midnight, noon


def test_where_days_differ_as_a_whole_the_afternoon_is_told_by_the_morning() -> None:
    level = np.exp(0.15 * np.random.default_rng(2).standard_normal((90, 1)))
    midnight, noon = errors(np.broadcast_to(level, (90, 24)))
    assert noon < 0.5 * midnight


@pytest.mark.parametrize("seed", [3, 4])
def test_where_mornings_tell_nothing_the_forecast_of_midnight_stands(seed: int) -> None:
    """Mornings stray on their own: believing them would make the afternoon worse."""
    level = np.ones((90, 24))
    level[:, 6:12] = np.exp(0.2 * np.random.default_rng(seed).standard_normal((90, 1)))
    midnight, noon = errors(level)
    assert noon < 1.05 * midnight
