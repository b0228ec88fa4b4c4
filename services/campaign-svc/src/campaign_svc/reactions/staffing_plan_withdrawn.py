"""The center took a plan back: the campaign's timeline says so; what was translated in time stays so."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanWithdrawn

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_staffing_plan_withdrawn(tx: Transaction, event: StaffingPlanWithdrawn) -> None:
    await note_on_timeline(tx, event, {event.campaign_id})
