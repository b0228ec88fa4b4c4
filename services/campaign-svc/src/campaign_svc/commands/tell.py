"""Say something about a campaign and enter it on its timeline in the same breath."""

from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.event import Event

from campaign_svc.domain.timeline import entry_of
from campaign_svc.store import timelines


async def tell(tx: Transaction, campaign_id: UUID, event: Event) -> UUID:
    """The id of the event as it will travel."""
    tx.emit(event)
    event_id = tx.said[-1].id
    await timelines.add(tx, [campaign_id], entry_of(event, event_id=event_id, at=tx.now))
    return event_id
