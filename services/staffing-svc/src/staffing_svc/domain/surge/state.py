"""What a detector remembers between two intervals: small, restartable, for one queue or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COUNTED = ("age", "silence", "calm_age")
FORGOTTEN_S = 24 * 3600
"""After so long without a word nothing of today is known any more: the state is a fresh one."""


def memory_intervals(interval_s: int) -> int:
    """After so many unknown intervals nothing more can change."""
    return -(-FORGOTTEN_S // interval_s)


@dataclass(frozen=True, slots=True)
class DetectorState:
    """One queue, after its last interval; ages are in intervals.

    `level` and `ripple` are how far it runs above its forecast (0 = as forecast), for the day and for the moment;
    their doubts are variances as shares of what is known beforehand (1 = nothing learnt). `hidden_level` and
    `hidden_ripple` are what a surge that began with the statistic would have slipped into them.
    """

    level: float = 0.0
    ripple: float = 0.0
    level_doubt: float = 1.0
    ripple_doubt: float = 1.0
    shared_doubt: float = 0.0
    hidden_level: float = 0.0
    hidden_ripple: float = 0.0
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

    def at_rest(self) -> "DetectorState":
        """What is known of today, without any surge or suspicion of one."""
        return DetectorState(
            level=self.level,
            ripple=self.ripple,
            level_doubt=self.level_doubt,
            ripple_doubt=self.ripple_doubt,
            shared_doubt=self.shared_doubt,
            silence=self.silence,
        )

    def to_dict(self) -> dict[str, object]:
        """Plain numbers, fit for JSON."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def can_read(cls, stored: Mapping[str, Any]) -> bool:
        """Whether it was written with the fields of today."""
        return all(f.name in stored for f in fields(cls))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "DetectorState":
        """Of what `to_dict` gave, also after a trip through JSON; a missing field is a KeyError."""
        return cls(**{f.name: stored[f.name] for f in fields(cls)})


@dataclass(frozen=True, slots=True)
class Fleet:
    """The states of Q queues as arrays (Q,)."""

    level: Floats
    ripple: Floats
    level_doubt: Floats
    ripple_doubt: Floats
    shared_doubt: Floats
    hidden_level: Floats
    hidden_ripple: Floats
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
        for name in COUNTED:
            plain[name] = int(plain[name])
        return DetectorState(**plain)
