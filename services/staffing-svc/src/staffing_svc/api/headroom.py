"""How much more a queue can carry, interval by interval: what helps marketing place a wave."""

from datetime import datetime
from typing import Annotated

import numpy as np
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Query
from pydantic import AwareDatetime

from staffing_svc.commands.foresee_queue import Foreseen, foresee_queue
from staffing_svc.domain.layers.capacity import Headroom
from staffing_svc.domain.layers.capacity import headroom as spare
from staffing_svc.store import queues

headroom = Router(prefix="/v1/headroom", tags=["planning"])


class HeadroomInterval(ResponseBody):
    """People are before shrinkage; `spare_contacts` could be handled by those scheduled beyond the required.

    `known_schedule` is false where no schedule was loaded: then there is nothing to spare.
    """

    started_at: datetime
    contacts: float
    required: int
    scheduled: float
    spare_agents: float
    spare_contacts: float
    known_schedule: bool
    forecast_version: int


@headroom.get("")
async def list_headroom(
    tx: TransactionDep,
    page: PageDep,
    queue: Annotated[QueueName, Query()],
    since: AwareDatetime,
    until: AwareDatetime,
) -> Page[HeadroomInterval]:
    """Spare agents, and the contacts they could take, over [since, until) of up to six weeks."""
    found = await foresee_queue(tx, await queues.get(tx, queue), since, until)
    room = _room(found)
    first = max(page.after(int) or 0, 0)
    rows = range(first, min(first + page.fetch, found.grid.count))
    return page.page(rows, key=lambda index: index + 1, shown=lambda index: _interval(found, room, index))


def _room(found: Foreseen) -> Headroom:
    """Of whole agents at work; occupancy no higher than promised."""
    at_work = 1.0 - found.queue.shrinkage_share
    return spare(
        np.floor(found.required * at_work + 1e-9),
        np.floor(found.scheduled * at_work + 1e-9),
        interval_s=found.grid.interval_s,
        aht_s=found.handle_s,
        occupancy=found.queue.promise.max_occupancy_share,
    )


def _interval(found: Foreseen, room: Headroom, index: int) -> HeadroomInterval:
    return HeadroomInterval(
        started_at=found.grid.at(index),
        contacts=float(found.contacts[index]),
        required=int(found.required[index]),
        scheduled=float(found.scheduled[index]),
        spare_agents=float(room.spare_agents[index]),
        spare_contacts=float(room.spare_contacts[index]),
        known_schedule=found.known_schedule,
        forecast_version=found.forecast_version,
    )
