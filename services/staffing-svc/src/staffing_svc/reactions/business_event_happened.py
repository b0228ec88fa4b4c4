"""The company did something to many customers at once: remember it, for the surge that may follow."""

from concert_chassis.transaction import Transaction
from concert_contracts.external import BusinessEventHappened

from staffing_svc.store import business_events
from staffing_svc.store.business_events import BusinessEvent


async def on_business_event_happened(tx: Transaction, event: BusinessEventHappened) -> None:
    await business_events.put(
        tx,
        BusinessEvent(
            business_event_id=event.business_event_id,
            kind=event.kind,
            label=event.label[:200],
            happened_at=event.happened_at,
            ends_at=event.ends_at,
            queues=event.queues,
            size=event.size,
        ),
    )
