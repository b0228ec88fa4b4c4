"""Take a cancelled campaign off the forecast again, with its training, and say that its plan no longer holds."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import StaffingPlanWithdrawn

from staffing_svc.commands.cancel_training import cancel_training_of
from staffing_svc.commands.layer_campaign import layer_campaign
from staffing_svc.commands.measure_campaigns import responses_so_far
from staffing_svc.domain.reach import only
from staffing_svc.store import campaigns, layers, plans


async def withdraw_plan(
    tx: Transaction, campaign_id: UUID, *, version: int, cancelled_at: datetime, reason: str
) -> None:
    """Does nothing for a campaign that was never heard of.

    Whoever was written to before it was called off still calls: of waves that were sent the layers stay.
    """
    known = await campaigns.lock(tx, campaign_id)
    if known is None or not known.live:
        return
    sent = [wave for wave in known.terms.waves if wave.send_at <= cancelled_at]
    responses = await responses_so_far(tx, known) if sent else {}
    cancelled = replace(known, version=max(version, known.version), cancelled_at=cancelled_at)
    await campaigns.put(tx, cancelled)
    if sent:
        await layer_campaign(tx, replace(cancelled, terms=only(known.terms, sent)), responses)
    else:
        await layers.withdraw(tx, campaign_id)
    await cancel_training_of(tx, campaign_id)
    withdrawn = await plans.withdraw(tx, campaign_id)
    if withdrawn is not None:
        tx.emit(
            StaffingPlanWithdrawn(
                campaign_id=campaign_id,
                campaign_version=version,
                plan_version=withdrawn,
                withdrawn_at=tx.now,
                reason=reason,
            )
        )
