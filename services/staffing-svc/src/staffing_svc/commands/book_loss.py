"""Write into the ledger what customers who got away in a surge were worth, and to whom it is attributed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost, SurgeCause

from staffing_svc.commands.watch_window import watch_window
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.identities import LOSS_IDS
from staffing_svc.domain.loss_entry import LossCase, loss_entry
from staffing_svc.domain.loss_window import LossWindow
from staffing_svc.domain.losses import redial_share
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.redials import Redials, redials_of
from staffing_svc.domain.surges import Surge
from staffing_svc.domain.turned_away import NOTHING
from staffing_svc.store import campaigns, contact_marks, losses

REDIAL_WINDOW = timedelta(hours=1)


async def book_loss(tx: Transaction, queue: Queue, surge: Surge) -> None:
    """Adds the entry and says OpportunityLost; when the surge was booked before, adds a correction if figures moved.

    Books nothing where no abandonment was reported: what is not known is not guessed. On a deferred queue nobody
    gives up: contacts there are late, never lost.
    """
    if queue.deferred is not None:
        return
    told = await campaigns_of(tx, surge.causes)
    window = await watch_window(tx, queue, surge.since, surge.ended_at or tx.now, late=late_of(told))
    if window is not None:
        await book_entry(
            tx, LossCase(surge.surge_id, surge.causes, window, told, await redials_in(tx, window))
        )


async def book_entry(tx: Transaction, case: LossCase) -> None:
    """The first entry on the occasion, or a correction if its figures moved, or nothing."""
    entry = loss_entry(case, now=tx.now)
    before = await losses.find_standing(tx, case.occasion_id)
    if before is not None:
        entry = _answered_for_as(entry, before)
        if _figures(before) == _figures(entry):
            return
        entry = _correcting(entry, before)
    await losses.add(tx, entry)
    tx.emit(entry)


def _correcting(entry: OpportunityLost, before: OpportunityLost) -> OpportunityLost:
    return entry.model_copy(
        update={
            "entry_id": uuid5(LOSS_IDS, f"{before.surge_id} after {before.entry_id}"),
            "corrects_entry_id": before.entry_id,
        }
    )


def _answered_for_as(entry: OpportunityLost, before: OpportunityLost) -> OpportunityLost:
    """Who answers for a cause stays as it was booked or corrected by a person; only figures move."""
    booked = {(part.kind, part.campaign_id, part.label): part.department for part in before.by_cause}
    parts = tuple(
        part.model_copy(
            update={"department": booked.get((part.kind, part.campaign_id, part.label), part.department)}
        )
        for part in entry.by_cause
    )
    return entry.model_copy(update={"by_cause": parts})


async def take_back_loss(tx: Transaction, surge: Surge) -> None:
    """Corrects what was booked for a surge that corrected counts no longer show: nothing was lost in it."""
    before = await losses.find_standing(tx, surge.surge_id)
    if before is None or before.observed == NOTHING:
        return
    parts = tuple(part.model_copy(update={"likely_minor": 0}) for part in before.by_cause)
    void = before.model_copy(
        update={
            "booked_at": tx.now,
            "lost_contacts": 0.0,
            "observed": NOTHING,
            "modelled": NOTHING,
            "counterfactual": "Corrected counts show no surge: nothing was lost in it.",
            "by_cause": parts,
        }
    )
    entry = _correcting(void, before)
    await losses.add(tx, entry)
    tx.emit(entry)


async def campaigns_of(tx: Transaction, causes: Sequence[SurgeCause]) -> dict[UUID, AnnouncedCampaign]:
    """The announced ones among the causes."""
    found = [await campaigns.find(tx, cause.campaign_id) for cause in causes if cause.campaign_id is not None]
    return {campaign.campaign_id: campaign for campaign in found if campaign is not None}


def late_of(told: Mapping[UUID, AnnouncedCampaign]) -> set[UUID]:
    return {campaign.campaign_id for campaign in told.values() if not campaign.notice.on_time}


async def redials_in(tx: Transaction, window: LossWindow) -> Redials:
    """Measured around the window, on all who got away in it and whose number was not withheld."""
    until = window.end + REDIAL_WINDOW
    away, every = await contact_marks.calls(tx, window.queue.name, window.start, until)
    measured = redial_share(
        [call for call in away if call.at < window.end], every, window=REDIAL_WINDOW, observed_until=until
    )
    return redials_of(measured, assumed_share=window.queue.redial_share)


def _figures(entry: OpportunityLost) -> tuple[object, ...]:
    return (
        entry.offered,
        entry.abandoned,
        entry.blocked,
        entry.deflected_unresolved,
        entry.observed,
        entry.modelled,
        entry.by_cause,
        entry.window_end_at,
    )
