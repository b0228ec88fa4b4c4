"""Which campaigns stay on which queue and how long, for finding conflicts."""

from collections.abc import Sequence
from datetime import datetime

from concert_chassis.transaction import Transaction
from sqlalchemy import Integer, select

from campaign_svc.domain.conflict import Booking
from campaign_svc.store.tables import CAMPAIGN, CAMPAIGN_QUEUE


async def list_between(
    tx: Transaction, *, runs_from: datetime, runs_until: datetime, queue: str | None
) -> Sequence[Booking]:
    """Every stay that touches the span, cancelled campaigns left out."""
    contacts = CAMPAIGN.c.terms["expected_contacts"].astext.cast(Integer)
    statement = (
        select(
            CAMPAIGN.c.campaign_id,
            CAMPAIGN.c.terms["name"].astext.label("name"),
            CAMPAIGN_QUEUE.c.queue,
            CAMPAIGN.c.launch_at,
            CAMPAIGN.c.ends_at,
            (contacts * CAMPAIGN_QUEUE.c.share).label("expected_contacts"),
        )
        .join(CAMPAIGN_QUEUE, CAMPAIGN_QUEUE.c.campaign_id == CAMPAIGN.c.campaign_id)
        .where(
            CAMPAIGN.c.cancelled_at.is_(None),
            CAMPAIGN.c.ends_at > runs_from,
            CAMPAIGN.c.launch_at < runs_until,
        )
    )
    if queue is not None:
        statement = statement.where(CAMPAIGN_QUEUE.c.queue == queue)
    return [
        Booking(
            campaign_id=row.campaign_id,
            name=row.name,
            queue=row.queue,
            launch_at=row.launch_at,
            ends_at=row.ends_at,
            expected_contacts=row.expected_contacts,
        )
        for row in await tx.execute(statement)
    ]
