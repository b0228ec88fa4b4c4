"""What a detector remembers between two intervals: small, restartable, for one queue or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WINDOW = 24
"""Intervals that speak for today's level."""
LAG = 2
"""The newest interval that speaks is this many back, so that a surge does not hide itself."""
MEMORY = WINDOW + LAG - 1


@dataclass(frozen=True, slots=True)
class DetectorState:
    """One queue. `ratios` and `weights` are the last 25 intervals, oldest first; counts are in intervals."""

    ratios: tuple[float, ...] = (0.0,) * MEMORY
    weights: tuple[float, ...] = (0.0,) * MEMORY
    level: float = 1.0
    level_variance: float = 0.0
    statistic: float = 0.0
    age: int = 0
    silence: int = 0
    active: bool = False
    expected: float = 0.0
    observed: float = 0.0
    expected_squares: float = 0.0
    calm_statistic: float = 0.0
    calm_age: int = 0
    calm_expected: float = 0.0
    calm_observed: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """Plain lists and numbers, fit for JSON."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "DetectorState":
        """Of what `to_dict` gave, also after a trip through JSON; a missing field is a KeyError."""
        values = {f.name: stored[f.name] for f in fields(cls)}
        values["ratios"], values["weights"] = tuple(values["ratios"]), tuple(values["weights"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Fleet:
    """The states of Q queues as arrays: `ratios` and `weights` are (Q, 25), everything else (Q,)."""

    ratios: Floats
    weights: Floats
    level: Floats
    level_variance: Floats
    statistic: Floats
    age: Floats
    silence: Floats
    active: NDArray[np.bool_]
    expected: Floats
    observed: Floats
    expected_squares: Floats
    calm_statistic: Floats
    calm_age: Floats
    calm_expected: Floats
    calm_observed: Floats

    @classmethod
    def fresh(cls, queues: int) -> "Fleet":
        return cls.stack([DetectorState()]).repeated(queues)

    @classmethod
    def stack(cls, states: Sequence[DetectorState]) -> "Fleet":
        columns = {
            f.name: np.array(
                [getattr(s, f.name) for s in states], dtype=bool if f.name == "active" else np.float64
            )
            for f in fields(cls)
        }
        return cls(**columns)

    def repeated(self, times: int) -> "Fleet":
        """Each queue's state `times` over, neighbours together: for trying variants of one queue."""
        return Fleet(**{f.name: np.repeat(getattr(self, f.name), times, axis=0) for f in fields(self)})

    def one(self, queue: int) -> DetectorState:
        """The state of queue number `queue`, as it is stored."""
        plain = {f.name: getattr(self, f.name)[queue].tolist() for f in fields(self)}
        for name in ("ratios", "weights"):
            plain[name] = tuple(plain[name])
        for name in ("age", "silence", "calm_age"):
            plain[name] = int(plain[name])
        return DetectorState(**plain)
