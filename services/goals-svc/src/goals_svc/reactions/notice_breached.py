"""A link of the chain broke: remember which, and whose it was."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import NoticeBreached

from goals_svc.store import campaigns


async def on_notice_breached(tx: Transaction, event: NoticeBreached) -> None:
    await campaigns.add_breach(tx, event)
