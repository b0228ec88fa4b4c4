"""Business events the center was told of: bill runs, mailings, releases, outages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from concert_chassis.transaction import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.store.tables import BUSINESS_EVENTS

CONTACTS_FOLLOW_FOR = timedelta(days=5)


@dataclass(frozen=True)
class BusinessEvent:
    """`queues` is empty when nobody said where its contacts will arrive; then it may be any queue."""

    business_event_id: str
    kind: str
    label: str
    happened_at: datetime
    ends_at: datetime | None
    queues: tuple[str, ...]
    size: int | None


async def put(tx: Transaction, event: BusinessEvent) -> None:
    values = {
        "kind": event.kind,
        "label": event.label,
        "happened_at": event.happened_at,
        "ends_at": event.ends_at,
        "queues": list(event.queues),
        "size": event.size,
    }
    await tx.execute(
        insert(BUSINESS_EVENTS)
        .values(business_event_id=event.business_event_id, **values)
        .on_conflict_do_update(index_elements=["business_event_id"], set_=values)
    )


async def list_around(tx: Transaction, queue: str, since: datetime, until: datetime) -> list[BusinessEvent]:
    """Events whose contacts may arrive on the queue in [since, until): up to five days after they happened."""
    query = (
        select(BUSINESS_EVENTS)
        .where(
            BUSINESS_EVENTS.c.happened_at < until, BUSINESS_EVENTS.c.happened_at > since - CONTACTS_FOLLOW_FOR
        )
        .order_by(BUSINESS_EVENTS.c.happened_at.desc())
    )
    events = [
        BusinessEvent(
            business_event_id=row["business_event_id"],
            kind=row["kind"],
            label=row["label"],
            happened_at=row["happened_at"],
            ends_at=row["ends_at"],
            queues=tuple(row["queues"]),
            size=row["size"],
        )
        for row in (await tx.execute(query)).mappings()
    ]
    return [event for event in events if not event.queues or queue in event.queues]
