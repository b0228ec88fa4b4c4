"""The memo on what a campaign's callers found was approved: whoever reads the campaign's story finds it there."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import LossMemoApproved

from campaign_svc.commands.note_on_timeline import note_on_timeline


async def on_loss_memo_approved(tx: Transaction, event: LossMemoApproved) -> None:
    await note_on_timeline(tx, event, {event.campaign_id})
