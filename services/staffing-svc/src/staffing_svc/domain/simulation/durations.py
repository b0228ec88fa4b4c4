"""How long handling, patience and the wait before calling again last, as distributions to draw from."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray
from staffing_svc.domain.erlang.goal import refuse_impossible


class Duration(Protocol):
    """Seconds, drawn from a generator that is passed in."""

    def draw(self, rng: np.random.Generator, size: int) -> FloatArray: ...


@dataclass(frozen=True)
class Exponential:
    """Memoryless with this mean; an infinite mean never ends, a mean of 0 ends at once."""

    mean_s: float

    def draw(self, rng: np.random.Generator, size: int) -> FloatArray:
        """`size` durations in seconds."""
        if math.isinf(self.mean_s):
            return np.full(size, np.inf)
        refuse_impossible("mean_s", self.mean_s)
        return rng.exponential(self.mean_s, size)


@dataclass(frozen=True)
class Lognormal:
    """Right-skewed, as measured handle times and patience are; `cv` is standard deviation over mean."""

    mean_s: float
    cv: float

    def draw(self, rng: np.random.Generator, size: int) -> FloatArray:
        """`size` durations in seconds."""
        refuse_impossible("mean_s", self.mean_s)
        refuse_impossible("cv", self.cv)
        if self.mean_s == 0:
            return np.zeros(size)
        variance = math.log1p(self.cv * self.cv)
        return rng.lognormal(math.log(self.mean_s) - variance / 2.0, math.sqrt(variance), size)
