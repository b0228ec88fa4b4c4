"""Tell of every chain whose deadline has passed which link failed, and who answers for it."""

from concert_chassis.transaction import Transaction

from campaign_svc.commands.settle_chain import settle_chain
from campaign_svc.store import chains

MOST_AT_ONCE = 200


async def attribute_breaches(tx: Transaction) -> None:
    """The longest overdue first; what is left over is told the next time."""
    for kept in await chains.list_overdue(tx, limit=MOST_AT_ONCE):
        await settle_chain(tx, kept)
