"""Forecast the rest of today again, for every queue of which something new was reported."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from staffing_svc.domain.expectation import begin_of_day
from staffing_svc.domain.rest_of_day import local_day
from staffing_svc.domain.rest_of_day import rests_of_day as forecast_rests
from staffing_svc.store import layers, rests_of_day
from staffing_svc.store.rests_of_day import Clockwork


async def reforecast_today(tx: Transaction) -> None:
    """Queues without a forecast, or with too little history to know what a morning tells, are left as they are."""
    for clockwork in await rests_of_day.list_clockworks(tx):
        await _reforecast(tx, clockwork)


async def _reforecast(tx: Transaction, clockwork: Clockwork) -> None:
    grid = local_day(tx.now, clockwork.timezone, clockwork.interval_s)
    begun = begin_of_day(tx.now, clockwork.timezone)
    days = await rests_of_day.list_today(tx, clockwork, grid, day_begun_at=begun)
    if not days:
        return
    expected = {day.queue: day.expected for day in days}
    for layer in await layers.list_standing(tx, list(expected), grid.start, grid.end):
        expected[layer.queue] = expected[layer.queue] + layer.on(grid)
    with_campaigns = [replace(day, expected=expected[day.queue]) for day in days]
    await rests_of_day.put(tx, forecast_rests(with_campaigns, grid, clockwork.timezone, tx.now))
