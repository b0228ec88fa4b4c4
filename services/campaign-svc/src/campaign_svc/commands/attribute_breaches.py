"""Tell of every chain whose deadline has passed which link failed, and who answers for it."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from campaign_svc.commands.settle_chain import settle_chain
from campaign_svc.store import chains

MOST_AT_ONCE = 200


async def attribute_breaches(tx: Transaction) -> None:
    """The longest overdue first; what is left over is told the next time.

    A deadline is looked at twice before anybody is blamed: after a pause of this service, receipts given in
    time may still be waiting on the bus.
    """
    for kept in await chains.list_overdue(tx, limit=MOST_AT_ONCE):
        if kept.suspected_due_at == kept.next_due_at:
            await settle_chain(tx, kept)
        else:
            await chains.put(tx, replace(kept, suspected_due_at=kept.next_due_at))
