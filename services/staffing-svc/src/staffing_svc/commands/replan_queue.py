"""Plan standing campaigns anew, because what is known of one of their queues has changed."""

from datetime import timedelta

from concert_chassis.transaction import Transaction

from staffing_svc.commands.plan_campaign import plan_campaign
from staffing_svc.store import campaigns

AHEAD = timedelta(weeks=53)


async def replan_queue(tx: Transaction, queue: str) -> None:
    """A new plan for every live campaign that brings contacts to the queue from now on."""
    for campaign in await campaigns.list_touching(tx, queue, tx.now, tx.now + AHEAD):
        await plan_campaign(tx, campaign)
