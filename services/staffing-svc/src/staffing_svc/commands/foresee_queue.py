"""What is planned of a queue over a stretch of time: contacts with all campaigns, and the people scheduled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal

from staffing_svc.commands.surround_queue import surround_queue
from staffing_svc.domain.erlang.goal import StaffingModel
from staffing_svc.domain.expectation import contacts_of_layers
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.plan.requirement import Load, blended_handle_s, required_people
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid, Numbers, grid_over
from staffing_svc.store import forecasts, layers, staff

LONGEST = timedelta(weeks=6)


class NotForecast(Refusal):
    """No forecast of the queue speaks of this stretch of time."""

    code = "not-forecast"
    status = 409


class StretchTooLong(Refusal):
    """The stretch of time is empty, or longer than six weeks."""

    code = "stretch-too-long"
    status = 422


@dataclass(frozen=True, eq=False)
class Foreseen:
    """Arrays [n] over `grid`; people are before shrinkage. Without a schedule (`known_schedule` False) the
    queue is taken to be staffed for what is foreseen. `load` is what `required` comes from."""

    queue: Queue
    grid: Grid
    forecast_version: int
    baseline: Numbers
    contacts: Numbers
    handle_s: Numbers
    required: Numbers
    scheduled: Numbers
    known_schedule: bool
    load: Load

    @property
    def required_when_open(self) -> Numbers:
        """Required people [n]; nobody outside opening hours, whatever a thin history lets expect there."""
        return np.where(open_intervals(self.queue, self.grid, self.baseline), self.required, 0.0)


async def foresee_queue(tx: Transaction, queue: Queue, since: datetime, until: datetime) -> Foreseen:
    """Reads, never writes. Raises `NotForecast`, `StretchTooLong`."""
    if not timedelta(0) < until - since <= LONGEST:
        raise StretchTooLong("ask for up to six weeks, from `since` to a later `until`", field="/until")
    newest = await forecasts.find_newest(tx, queue.name)
    if newest is None or newest.grid.interval_s != queue.interval_s:
        raise NotForecast("there is no forecast of this queue: POST /v1/forecasts makes one", field="/queue")
    grid = grid_over(since, until, queue.interval_s)
    if grid.start < newest.grid.start or grid.end > newest.grid.end:
        raise NotForecast(
            f"the newest forecast speaks of {newest.grid.start:%Y-%m-%dT%H:%MZ} to "
            f"{newest.grid.end:%Y-%m-%dT%H:%MZ} only",
            field="/since",
        )
    standing = await layers.list_standing(tx, [queue.name], grid.start, grid.end)
    baseline = grid.place(newest.mean, newest.grid, missing=0.0)
    contacts = baseline + contacts_of_layers(standing, grid)
    parts = [(layer.on(grid), 1.0 + layer.handle_time_uplift_share) for layer in standing]
    handle_s = blended_handle_s(queue, [(baseline, 1.0), *parts])
    around = await surround_queue(tx, queue, newest.expected, grid)
    load = Load(queue, queue.interval_s, contacts, handle_s, around)
    required = required_people([load], StaffingModel.ERLANG_A)[0]
    people = await staff.on_grid(tx, queue.name, grid)
    return Foreseen(
        queue=queue,
        grid=grid,
        forecast_version=newest.version,
        baseline=baseline,
        contacts=contacts,
        handle_s=handle_s,
        required=required,
        scheduled=np.where(np.isnan(people), required, people),
        known_schedule=bool(not np.isnan(people).any()),
        load=load,
    )
