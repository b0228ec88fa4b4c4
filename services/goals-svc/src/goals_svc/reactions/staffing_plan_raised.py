"""The center has translated a campaign into a plan."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanRaised

from goals_svc.store import campaigns


async def on_staffing_plan_raised(tx: Transaction, event: StaffingPlanRaised) -> None:
    await campaigns.put_first(tx, event.campaign_id, "translated_at", event.raised_at)
