"""Look up what is expected of a queue over a stretch of time, by the forecasts that did not know it yet."""

from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.domain.expectation import Expectation, contacts_known_then, expectation, version_for
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import grid_over
from staffing_svc.store import forecasts, layers


async def expect_contacts(tx: Transaction, queue: Queue, since: datetime, until: datetime) -> Expectation:
    """The expectation over [since, until), NaN where no forecast was made before that reaches it."""
    grid = grid_over(since, until, queue.interval_s)
    spans = await forecasts.spans(tx, queue.name, queue.interval_s, grid.start, grid.end)
    versions = np.array([version_for(at, spans, queue.timezone) for at in grid.moments()], dtype=np.int64)
    speaking = [int(version) for version in np.unique(versions[versions > 0])]
    baselines = await forecasts.means_over(tx, queue.name, speaking, grid)
    known = await layers.list_known(tx, [queue.name], grid.start, grid.end)
    return expectation(baselines, versions, contacts_known_then(known, grid), grid)
