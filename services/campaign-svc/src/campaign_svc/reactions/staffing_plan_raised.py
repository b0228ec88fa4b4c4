"""The center made a plan of the announcement: the chain is whole."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanRaised

from campaign_svc.commands.note_on_timeline import note_on_timeline
from campaign_svc.commands.record_receipt import record_receipt


async def on_staffing_plan_raised(tx: Transaction, event: StaffingPlanRaised) -> None:
    await note_on_timeline(tx, event, {event.campaign_id})
    await record_receipt(
        tx,
        "translated",
        campaign_id=event.campaign_id,
        campaign_version=event.campaign_version,
        at=event.raised_at,
    )
