"""Plan standing campaigns anew, because what is known of one of their queues has changed."""

from datetime import datetime, timedelta

from concert_chassis.transaction import Transaction

from staffing_svc.commands.plan_campaign import plan_campaign
from staffing_svc.store import campaigns

AHEAD = timedelta(weeks=53)


async def replan_queue(tx: Transaction, queue: str) -> None:
    """A new plan for every live campaign that brings contacts to the queue from now on."""
    await replan_stretch(tx, queue, tx.now, tx.now + AHEAD)


async def replan_stretch(tx: Transaction, queue: str, since: datetime, until: datetime) -> None:
    """A new plan for every live campaign that brings contacts to the queue at some time of [since, until)."""
    for campaign in await campaigns.list_touching(tx, queue, max(since, tx.now), until):
        await plan_campaign(tx, campaign)
