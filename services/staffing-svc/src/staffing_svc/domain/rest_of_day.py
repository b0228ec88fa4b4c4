"""Today forecast again from what has come so far: many queues at once, each by what its own mornings have told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from staffing_svc.domain.forecast import Calendar, History
from staffing_svc.domain.forecast.day_ahead import FIRST_DAYS, expect_days
from staffing_svc.domain.forecast.history import DAY_S, local_seconds
from staffing_svc.domain.forecast.intraday import Carryover, learn_carryover, reforecast_rest_of_day
from staffing_svc.domain.forecast.local_days import to_local_days
from staffing_svc.domain.series import Grid, Numbers, grid_over

LEARNT_ON_DAYS = 56
LEAST_DAYS = 7


@dataclass(frozen=True, eq=False)
class Today:
    """One queue's day, arrays [n] over the day's grid: `actual` NaN where nothing is reported, `expected` NaN
    where no forecast speaks; `share` by local slot of the day, [slots]."""

    queue: str
    forecast_version: int
    actual: Numbers
    expected: Numbers
    share: Numbers


@dataclass(frozen=True, eq=False)
class RestOfDay:
    """Contacts [n] over `grid`, campaigns included: as forecast where a time is over, as told by today from there
    on; NaN where no forecast speaks."""

    queue: str
    made_at: datetime
    forecast_version: int
    grid: Grid
    contacts: Numbers


def carryover_share(history: History, calendar: Calendar) -> Numbers | None:
    """How much of a day's log ratio so far carries over to its rest, by local slot; None under three weeks."""
    days = to_local_days(history)
    known = len(days.offered)
    if known < FIRST_DAYS + LEAST_DAYS:
        return None
    rows = range(max(known - LEARNT_ON_DAYS, FIRST_DAYS), known)
    expected = expect_days(days, calendar, rows)[rows.start :]
    actual = np.where(np.isnan(expected), np.nan, days.offered[rows.start :])
    return np.asarray(learn_carryover(actual[None], np.nan_to_num(expected)[None]).share[0])


def local_day(now: datetime, timezone: str, interval_s: int) -> Grid:
    """The intervals of today by the clock on the queue's wall: 23 to 25 hours."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    begins, ends = (
        datetime.combine(day, datetime.min.time(), zone) for day in (today, today + timedelta(days=1))
    )
    return grid_over(begins, ends, interval_s)


def rests_of_day(days: list[Today], grid: Grid, timezone: str, now: datetime) -> list[RestOfDay]:
    """Queues that have been reported up to the same interval are done in one go."""
    slots = local_seconds(grid.start, grid.interval_s, grid.count, timezone) % DAY_S // grid.interval_s
    found: list[RestOfDay] = []
    for known in sorted({_slots_known(day) for day in days}):
        same = [day for day in days if _slots_known(day) == known]
        expected = np.stack([day.expected for day in same])
        actual = np.where(np.isnan(expected), np.nan, np.stack([day.actual for day in same]))
        share = np.stack([day.share[slots] for day in same])
        carried = Carryover(share, np.zeros_like(share))
        updated = reforecast_rest_of_day(actual, np.nan_to_num(expected), carried, known)
        updated = np.where(np.isnan(expected), np.nan, updated)
        found += [
            RestOfDay(day.queue, now, day.forecast_version, grid, contacts)
            for day, contacts in zip(same, updated, strict=True)
        ]
    return found


def _slots_known(day: Today) -> int:
    """Intervals up to the last that was reported."""
    known = np.flatnonzero(~np.isnan(day.actual))
    return int(known[-1]) + 1 if known.size else 0
