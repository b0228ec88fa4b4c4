"""Opening hours learnt from history: cells of the week in which nothing has come for weeks."""

import numpy as np

from staffing_svc.domain.forecast.history import BoolArray, IntArray
from staffing_svc.domain.forecast.local_days import LocalDays

WEEKS = 10
LEAST_WEEKS = 3
SURE_CONTACTS = 4.0
"""A cell counts as closed only if, at the queue's mean rate, at least this many contacts would have been seen."""


def open_week(days: LocalDays) -> BoolArray:
    """Whether each slot of each weekday (Monday 0) is open, shape [7, slots]."""
    recent = days.offered[-7 * WEEKS :]
    weekday = (days.days[-recent.shape[0] :] + 3) % 7
    known = ~np.isnan(recent)
    rate = float(recent[known].mean()) if known.any() else 0.0
    open_cells = np.ones((7, days.slots), dtype=np.bool_)
    for number in range(7):
        rows, seen = recent[weekday == number], known[weekday == number].sum(axis=0)
        contacts = np.where(np.isnan(rows), 0.0, rows).sum(axis=0)
        sure = (seen >= LEAST_WEEKS) & (seen * rate >= SURE_CONTACTS)
        open_cells[number] = ~(sure & (contacts == 0))
    return open_cells


def closed_cells(days: LocalDays, day: IntArray, slot: IntArray) -> BoolArray:
    """Whether each asked interval (local day, slot) falls into closed hours."""
    closed: BoolArray = ~open_week(days)[(day + 3) % 7, slot]
    return closed
