"""Book what was lost on days that campaigns were foreseen to fill: nothing surged, and callers gave up all the same."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from concert_chassis.transaction import Transaction

from staffing_svc.commands.book_loss import book_entry, late_of, redials_in
from staffing_svc.commands.watch_window import watch_foreseen
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.foreseen import days_over, foreseen_causes
from staffing_svc.domain.identities import FORESEEN_IDS
from staffing_svc.domain.loss_entry import LossCase
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import grid_over
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import campaigns, intervals, layers, losses, queues, surges

DAY = timedelta(days=1)
DAYS = 2
"""A day is looked at again while it is so young, and its entry corrected as long as reports of it change."""


async def book_foreseen_losses(tx: Transaction) -> None:
    """One entry for each queue and working day with foreseen campaigns, if more was lost than chance explains."""
    for name in await layers.list_queues(tx, tx.now - (DAYS + 1) * DAY, tx.now):
        queue = await queues.find(tx, name)
        if queue is None or queue.deferred is not None:
            continue
        for start, end in days_over(tx.now, queue.timezone, days=DAYS):
            await _book_day(tx, queue, start, end)


async def _book_day(tx: Transaction, queue: Queue, start: datetime, end: datetime) -> None:
    occasion_id = uuid5(FORESEEN_IDS, f"{queue.name} {start.date().isoformat()}")
    before = await losses.find_standing(tx, occasion_id)
    reported_at = await intervals.last_reported(tx, queue.name, start, end)
    if reported_at is None or (before is not None and reported_at <= before.booked_at):
        return
    known = await layers.list_known(tx, [queue.name], start, end)
    told = await _told(tx, known)
    causes = foreseen_causes(known, told, grid_over(start, end, queue.interval_s))
    surged = [(one.since, one.ended_at or end) for one in await surges.find_since(tx, queue.name, start)]
    window = await watch_foreseen(tx, queue, start, end, late=late_of(told), without=surged)
    if window is None or not causes:
        return
    case = LossCase(occasion_id, causes, window, told, await redials_in(tx, window))
    if before is not None or case.abandonment(case.counterfactual()).beyond_chance:
        await book_entry(tx, case)


async def _told(tx: Transaction, known: list[StoredLayer]) -> dict[UUID, AnnouncedCampaign]:
    found = [await campaigns.find(tx, campaign_id) for campaign_id in {layer.campaign_id for layer in known}]
    return {one.campaign_id: one for one in found if one is not None and one.live}
