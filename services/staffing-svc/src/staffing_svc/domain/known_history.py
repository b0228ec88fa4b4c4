"""What a queue is forecast from: its own history, or a similar queue's while it has too little of its own."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from staffing_svc.domain.forecast import Calendar, Forecast, History, country_calendar, forecast
from staffing_svc.domain.forecast.cold_start import METHOD as LIKE_METHOD
from staffing_svc.domain.forecast.cold_start import forecast_like
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid


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
    """The public holidays of the queue's country over its history and the forecast, none without a country."""
    if queue.country is None or not histories:
        return Calendar()
    begins = min(history.start.year for history in histories)
    return country_calendar(queue.country, range(begins, grid.end.year + 1))


def _speaks(history: History, before: datetime) -> bool:
    return not bool(np.isnan(history.until(before).offered).all())
