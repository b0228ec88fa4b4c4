"""What a queue is forecast from: its own history, or a similar queue's while it has too little of its own."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from staffing_svc.domain.forecast import (
    Calendar,
    Forecast,
    History,
    OpenHours,
    country_calendar,
    forecast,
)
from staffing_svc.domain.forecast.cold_start import METHOD as LIKE_METHOD
from staffing_svc.domain.forecast.cold_start import forecast_like
from staffing_svc.domain.forecast.history import DAY_S, local_seconds
from staffing_svc.domain.opening import within_hours
from staffing_svc.domain.queues import ALWAYS_OPEN, Queue
from staffing_svc.domain.series import Grid

MOST_OUTSIDE = 0.02
"""Where more than this share comes while the queue is said to be closed, its history tells when it is open."""
LOOKED_BACK_S = 28 * DAY_S


@dataclass(frozen=True, eq=False)
class Known:
    """The histories of the queue itself and of the one it is like, campaigns taken out."""

    own: History | None
    similar: History | None

    @property
    def end(self) -> datetime | None:
        """When the later of the two ends."""
        return max((history.end for history in self.of_both()), default=None)

    def of_both(self) -> list[History]:
        return [history for history in (self.own, self.similar) if history is not None]

    def speaks_before(self, moment: datetime) -> bool:
        """Whether any interval is known that was over by then."""
        return any(_speaks(history, moment) for history in self.of_both())


def forecast_from(queue: Queue, known: Known, grid: Grid) -> Forecast:
    """The queue's forecast over a grid before which something is known; the method names who lent its history."""
    calendar = calendar_of(queue, known.of_both(), grid)
    similar, own = known.similar, known.own
    if queue.like is None or similar is None or not _speaks(similar, grid.start):
        assert own is not None
        return forecast(own, grid.start, grid.count, calendar=calendar)
    made = forecast_like(similar, own, grid.start, grid.count, scale=queue.like.scale, calendar=calendar)
    if made.method != LIKE_METHOD:
        return made
    return replace(made, method=f"{LIKE_METHOD}: {queue.like.queue} x {queue.like.scale:g}")


def calendar_of(queue: Queue, histories: list[History], grid: Grid) -> Calendar:
    """The public holidays of the queue's country over its history and the forecast, none without a country, and
    the queue's opening hours, if its callers keep to them."""
    calendar = Calendar()
    if queue.country is not None and histories:
        begins = min(history.start.year for history in histories)
        calendar = country_calendar(queue.country, range(begins, grid.end.year + 1))
    if queue.opening == ALWAYS_OPEN or queue.deferred is not None:
        return calendar
    if any(_outside_hours(queue, history) > MOST_OUTSIDE for history in histories):
        return calendar
    return calendar.with_opening(
        [[OpenHours(60 * opens, 60 * closes) for opens, closes in spans] for spans in queue.opening]
    )


def _outside_hours(queue: Queue, history: History) -> float:
    """The share of the contacts of the last weeks that came while the queue was closed by its stated hours."""
    recent = np.nan_to_num(history.offered[-LOOKED_BACK_S // history.interval_s :])
    start = history.end - timedelta(seconds=recent.size * history.interval_s)
    local = local_seconds(start, history.interval_s, recent.size, queue.timezone)
    came = float(recent.sum())
    return float(recent[~within_hours(queue, local)].sum()) / came if came > 0 else 0.0


def _speaks(history: History, before: datetime) -> bool:
    return not bool(np.isnan(history.until(before).offered).all())
