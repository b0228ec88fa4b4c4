"""A queue with a known truth, drawn from a seed: day levels, noise within the day, closed nights."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PER_DAY = 48
OPEN = slice(16, 42)


def _simulated_queue(*, days: int, peak: float, seed: int) -> tuple[Floats, Floats]:
    """Expected and observed contacts of `days` days in half hours, open from 8 to 21."""
    draw = np.random.default_rng(seed)
    profile = np.zeros(PER_DAY)
    hours = np.arange(OPEN.start, OPEN.stop)
    profile[OPEN] = peak * (0.6 + 0.4 * np.sin((hours - OPEN.start) / len(hours) * np.pi))
    expected = np.tile(profile, days)
    level = np.repeat(draw.lognormal(0.0, 0.06, days), PER_DAY)
    noise = draw.gamma(400.0, 1 / 400.0, days * PER_DAY)
    return expected, draw.poisson(expected * level * noise).astype(float)


@pytest.fixture(scope="session")
def simulated_queue() -> Callable[..., tuple[Floats, Floats]]:
    """`simulated_queue(days=, peak=, seed=)` gives expected and observed contacts."""
    return _simulated_queue
