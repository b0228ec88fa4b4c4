"""Lost opportunity was booked, or a booking corrected."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost

from goals_svc.store import losses


async def on_opportunity_lost(tx: Transaction, event: OpportunityLost) -> None:
    await losses.put(tx, event)
