"""Hold a queue's forecasts against what came, lead time by lead time, once each lead time is over."""

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.forecast.accuracy import seasonal_naive_error
from staffing_svc.domain.forecast_scores import ForecastScore, accuracy_at
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.store import forecast_scores, forecasts, intervals, layers

AT_ONCE = 40
WEEK_S = 7 * 86_400


async def score_forecasts(tx: Transaction, queue: Queue) -> None:
    """Scores what is due; a version whose time nobody reported is left out."""
    due = await forecast_scores.list_due(tx, queue.name, limit=AT_ONCE)
    history = await intervals.offered_on_grid(tx, queue.name, queue.interval_s, until=tx.now) if due else None
    if history is None:
        return
    for version, lead in due:
        baseline = await forecasts.find_version(tx, queue.name, version)
        if baseline is not None and baseline.grid.interval_s == queue.interval_s:
            await _score(tx, baseline, lead, *history)


async def _score(tx: Transaction, baseline: Baseline, lead: str, grid: Grid, offered: Numbers) -> None:
    actual = baseline.grid.place(offered, grid, missing=np.nan)
    trained = max(grid.index_of(baseline.made_at), 0)
    usual_error = seasonal_naive_error(offered[:trained], WEEK_S // grid.interval_s)
    found = accuracy_at(baseline, await _campaigns_known(tx, baseline), actual, lead, usual_error)
    if found is not None:
        score = ForecastScore(baseline.queue, baseline.version, lead, baseline.made_at, tx.now, found)
        await forecast_scores.put(tx, score)


async def _campaigns_known(tx: Transaction, baseline: Baseline) -> Numbers:
    """Contacts [n] of the campaigns whose layers stood when the forecast was made."""
    added = np.zeros(baseline.grid.count)
    for layer in await layers.list_standing_at(tx, baseline.queue, baseline.made_at):
        added += layer.on(baseline.grid)
    return added
