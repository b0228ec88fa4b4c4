"""When a queue takes contacts, on a grid: its set opening hours, or those that its forecast has learnt."""

import numpy as np
from numpy.typing import NDArray

from staffing_svc.domain.forecast.history import local_seconds
from staffing_svc.domain.queues import ALWAYS_OPEN, Queue
from staffing_svc.domain.series import Grid, Numbers

_MINUTES = 1440


def open_intervals(queue: Queue, grid: Grid, baseline: Numbers) -> NDArray[np.bool_]:
    """Whether the queue is open when each interval begins, shape [n].

    A queue for which nobody set opening hours is open where its baseline [n] expects anything; one without a
    baseline is always open.
    """
    if queue.opening == ALWAYS_OPEN:
        learnt = np.asarray(baseline > 0)
        return learnt if learnt.any() else np.ones(grid.count, dtype=np.bool_)
    local = local_seconds(grid.start, grid.interval_s, grid.count, queue.timezone)
    weekday = (local // 86_400 + 3) % 7
    minute = local % 86_400 // 60
    week = np.zeros((7, _MINUTES), dtype=np.bool_)
    for number, spans in enumerate(queue.opening):
        for opens, closes in spans:
            week[number, opens:closes] = True
    shut_days = np.asarray(baseline > 0)
    is_open = np.asarray(week[weekday, minute])
    # A holiday shows as open hours on which the baseline expects nothing, on a queue that has a baseline.
    return is_open & shut_days if (is_open & shut_days).any() else is_open
