"""Forecasts: every version of every queue's baseline, what it knew, and the layers of campaigns on top."""

from datetime import datetime, timedelta
from typing import Annotated

import numpy as np
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from concert_contracts.refusal import Refusal
from fastapi import Query
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.refresh_queue import refresh_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.expectation import contacts_of_layers
from staffing_svc.domain.rest_of_day import RestOfDay
from staffing_svc.domain.series import Grid, grid_over
from staffing_svc.store import forecasts as stored
from staffing_svc.store import layers, queues, rests_of_day

forecasts = Router(prefix="/v1/forecasts", tags=["forecasts"])

NO_VERSION = 2**31 - 1
"""Beyond any version."""
QueueQuery = Annotated[QueueName, Query()]


class NoForecast(Refusal):
    """There is no forecast of this queue, or not in this version."""

    code = "no-forecast"
    status = 404


class ForecastVersion(ResponseBody):
    version: int
    made_at: datetime
    knew_until: datetime
    method: str
    starts_at: datetime
    interval_s: int
    count: int


class ForecastInterval(ResponseBody):
    """Contacts: the baseline's mean and quantiles, and what campaigns add.

    `rest_of_day` is both together as the day so far tells it, for intervals of today that are still to come; null
    elsewhere.
    """

    started_at: datetime
    mean: float
    q025: float
    q10: float
    q50: float
    q90: float
    q975: float
    campaigns: float
    rest_of_day: float | None


class ForecastAnswer(ResponseBody):
    queue: str
    version: int
    made_at: datetime
    knew_until: datetime
    method: str
    interval_s: int
    rest_of_day_made_at: datetime | None
    intervals: list[ForecastInterval]


class RefreshBody(RequestBody):
    queue: Annotated[QueueName, Field(description="The queue to forecast now.")]


@forecasts.get("/versions")
async def list_versions(tx: TransactionDep, page: PageDep, queue: QueueQuery) -> Page[ForecastVersion]:
    """All versions of a queue's forecast, newest first."""
    before = min(page.after(int) or NO_VERSION, NO_VERSION)
    found = await stored.versions(tx, queue, before=before, limit=page.fetch)
    return page.page(found, key=lambda row: row["version"], shown=ForecastVersion.model_validate)


@forecasts.get("")
async def get_forecast(
    tx: TransactionDep,
    queue: QueueQuery,
    since: AwareDatetime,
    until: AwareDatetime,
    version: Annotated[int | None, Query(ge=1, le=NO_VERSION)] = None,
) -> ForecastAnswer:
    """A queue's forecast over [since, until), at most eight weeks: the newest version or the one asked for."""
    await queues.get(tx, queue)
    found = await (stored.find_version(tx, queue, version) if version else stored.find_newest(tx, queue))
    if found is None:
        raise NoForecast("no such forecast: POST /v1/forecasts makes one from the history that is loaded")
    return await _answer(tx, found, since, min(until, found.grid.end))


@forecasts.post("", status_code=201, dependencies=[PLANS_THE_CENTER])
async def make_forecast(body: RefreshBody, tx: TransactionDep) -> ForecastVersion:
    """Forecast a queue now, from all that is known; nightly it happens by itself."""
    made = await refresh_queue(tx, await queues.get(tx, body.queue))
    if made is None:
        raise NoForecast(
            "no history of this queue is loaded, nor of one that it is like: POST /v1/history first",
            field="/queue",
        )
    grid = made.grid
    return ForecastVersion(
        version=made.version,
        made_at=made.made_at,
        knew_until=made.knew_until,
        method=made.method,
        starts_at=grid.start,
        interval_s=grid.interval_s,
        count=grid.count,
    )


async def _answer(tx: TransactionDep, found: Baseline, since: datetime, until: datetime) -> ForecastAnswer:
    grid = grid_over(max(since, found.grid.start), until, found.grid.interval_s)
    standing = await layers.list_standing(tx, [found.queue], grid.start, grid.end)
    added = contacts_of_layers(standing, grid)
    first = found.grid.index_of(grid.start)
    today = await rests_of_day.find(tx, found.queue)
    rest = _rest_of_day(tx, today, grid)
    rows = zip(grid.moments(), found.mean[first:], found.quantiles[first:], added, rest, strict=False)
    return ForecastAnswer(
        queue=found.queue,
        version=found.version,
        made_at=found.made_at,
        knew_until=found.knew_until,
        method=found.method,
        interval_s=grid.interval_s,
        rest_of_day_made_at=today.made_at if today and any(one is not None for one in rest) else None,
        intervals=[
            ForecastInterval(
                started_at=at,
                mean=mean,
                q025=q[0],
                q10=q[1],
                q50=q[2],
                q90=q[3],
                q975=q[4],
                campaigns=more,
                rest_of_day=told,
            )
            for at, mean, q, more, told in rows
        ],
    )


def _rest_of_day(tx: TransactionDep, today: RestOfDay | None, grid: Grid) -> list[float | None]:
    """Per interval of the grid: what today's forecast says of it, None for what is over or another day."""
    if today is None or today.grid.interval_s != grid.interval_s:
        return [None] * grid.count
    told = grid.place(today.contacts, today.grid, missing=np.nan)
    return [
        None if np.isnan(contacts) or at <= tx.now - timedelta(seconds=grid.interval_s) else float(contacts)
        for at, contacts in zip(grid.moments(), told, strict=True)
    ]
