"""The birth-and-death chain behind the transient model, advanced exactly by uniformization (Jensen 1953)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray

_STRIP = 64


@dataclass(frozen=True)
class Position:
    """Rates per second: `arrival` and `staff` per scenario, `leave` 1/handle time, `give_up` 1/patience."""

    arrival: FloatArray
    staff: FloatArray
    leave: float
    give_up: float

    def departures(self, states: int) -> FloatArray:
        """Rate of leaving the system with k contacts in it, shape (scenarios, states)."""
        inside = np.arange(states)
        staff = self.staff[:, None]
        return np.minimum(inside, staff) * self.leave + np.maximum(inside - staff, 0.0) * self.give_up


def advance(start: FloatArray, position: Position, length_s: float) -> tuple[FloatArray, FloatArray]:
    """State probabilities averaged over `length_s` and at its end; `start` has shape (scenarios, states).

    Arrivals at the last state are lost: choose enough states.
    """
    down = position.departures(start.shape[1])
    up = np.repeat(position.arrival[:, None], start.shape[1], axis=1)
    up[:, -1] = 0.0
    rate = float((up + down).max())
    if rate == 0.0:
        return start, start
    # Scenarios lie behind each other in one line: no rate leads out of the first or last state of one.
    chain = (1.0 - (up + down) / rate).ravel(), (up / rate).ravel()[:-1], (down / rate).ravel()[1:]
    at_end, on_average = _poisson_weights(rate * length_s)
    mean, end = np.zeros(start.size), np.zeros(start.size)
    strip = np.empty((_STRIP + 1, start.size))
    strip[0] = start.ravel()
    for first in range(0, at_end.size, _STRIP):
        steps = min(_STRIP, at_end.size - first)
        _jump(strip, steps, *chain)
        mean += on_average[first : first + steps] @ strip[:steps]
        end += at_end[first : first + steps] @ strip[:steps]
        strip[0] = strip[steps]
    return mean.reshape(start.shape), end.reshape(start.shape)


def _jump(strip: FloatArray, steps: int, stay: FloatArray, rise: FloatArray, fall: FloatArray) -> None:
    """Fill rows 1..steps of `strip`, each the row before it after one jump of the chain."""
    moved = np.empty(rise.size)
    for before, after in pairwise(strip[: steps + 1]):
        np.multiply(stay, before, out=after)
        upper, lower = after[1:], after[:-1]
        upper += np.multiply(rise, before[:-1], out=moved)
        lower += np.multiply(fall, before[1:], out=moved)


def fate_of_waiting(
    states: int, agents: int, position: Position, within_s: float
) -> tuple[FloatArray, FloatArray]:
    """Per state found on arrival: probability of being answered, and of giving up, within `within_s` seconds.

    With j contacts waiting ahead, one of them leaves at rate n/AHT + j/patience, and the newcomer gives up at
    rate 1/patience.
    """
    answered, gone = np.zeros(states), np.zeros(states)
    answered[:agents] = 1.0
    places = states - agents
    ahead = (agents * position.leave + np.arange(places) * position.give_up) if places > 0 else np.zeros(0)
    if places <= 0 or within_s == 0.0:
        return answered, gone
    rate = float(ahead[-1] + position.give_up)
    closer, leave, stay = ahead / rate, position.give_up / rate, 1.0 - (ahead + position.give_up) / rate
    weights, _ = _poisson_weights(rate * within_s)
    by_now, lost_by_now = np.zeros(places + 1), np.zeros(places + 1)
    by_now[0] = 1.0
    total, lost_total = np.zeros(places), np.zeros(places)
    for weight in weights:
        total += weight * by_now[1:]
        lost_total += weight * lost_by_now[1:]
        by_now[1:] = closer * by_now[:-1] + stay * by_now[1:]
        lost_by_now[1:] = closer * lost_by_now[:-1] + stay * lost_by_now[1:] + leave
    answered[agents:], gone[agents:] = total, lost_total
    return answered, gone


def _poisson_weights(mean: float) -> tuple[FloatArray, FloatArray]:
    """P(N = k), and P(N > k)/mean, which averages over the interval; k up to where nothing is left."""
    largest = int(mean + 8.0 * mean**0.5) + 24
    count = np.arange(largest + 1)
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, largest + 1)))))
    at_end = np.exp(count * np.log(mean) - mean - log_factorial)
    on_average = np.maximum(1.0 - np.cumsum(at_end), 0.0) / mean
    return at_end / at_end.sum(), on_average / on_average.sum()
