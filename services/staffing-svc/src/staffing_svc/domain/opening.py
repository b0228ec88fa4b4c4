"""When a queue takes contacts, on a grid: its set opening hours, or those that its forecast has learnt."""

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.forecast.calendar import EPOCH, country_calendar, to_date
from staffing_svc.domain.forecast.history import DAY_S, IntArray, local_seconds
from staffing_svc.domain.queues import ALWAYS_OPEN, Queue
from staffing_svc.domain.series import Grid, Numbers

_MINUTES = 1440


def open_intervals(queue: Queue, grid: Grid, baseline: Numbers) -> NDArray[np.bool_]:
    """Whether the queue is open when each interval begins, shape [n].

    To a deferred queue contacts may come at any time: nobody need be there. A queue for which nobody set
    opening hours is open where its baseline [n] expects anything; one without a baseline is always open.
    """
    if queue.deferred is not None:
        return np.ones(grid.count, dtype=np.bool_)
    if queue.opening == ALWAYS_OPEN:
        learnt = np.asarray(baseline > 0)
        return learnt if learnt.any() else np.ones(grid.count, dtype=np.bool_)
    is_open = within_hours(queue, local_seconds(grid.start, grid.interval_s, grid.count, queue.timezone))
    shut_days = np.asarray(baseline > 0)
    # A holiday shows as open hours on which the baseline expects nothing, on a queue that has a baseline.
    return is_open & shut_days if (is_open & shut_days).any() else is_open


def working_intervals(queue: Queue, grid: Grid) -> NDArray[np.bool_]:
    """Whether a deferred queue is worked on in each interval: its opening hours, but for public holidays of its
    country, shape [n]."""
    local = local_seconds(grid.start, grid.interval_s, grid.count, queue.timezone)
    works = within_hours(queue, local)
    if queue.country is None or not grid.count:
        return works
    years = range(to_date(int(local[0]) // DAY_S).year, to_date(int(local[-1]) // DAY_S).year + 1)
    holidays = [(day - EPOCH).days for day in country_calendar(queue.country, years).holidays]
    return works & ~np.isin(local // DAY_S, holidays)


def within_hours(queue: Queue, local: IntArray) -> NDArray[np.bool_]:
    """Of wall-clock seconds [n]: whether they lie within the queue's opening hours."""
    week = np.zeros((7, _MINUTES), dtype=np.bool_)
    for number, spans in enumerate(queue.opening):
        for opens, closes in spans:
            week[number, opens:closes] = True
    return np.asarray(week[(local // DAY_S + 3) % 7, local % DAY_S // 60])
