"""The timeline of each campaign: what every service said about it, once, in the order of time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from campaign_svc.domain.timeline import TimelineEntry
from campaign_svc.store.tables import TIMELINE

Place = tuple[datetime, UUID]


async def add(tx: Transaction, campaign_ids: Sequence[UUID], entry: TimelineEntry) -> None:
    """Enter what was said on the timelines of these campaigns; entering it again changes nothing."""
    rows = [
        {
            "campaign_id": campaign_id,
            "event_id": entry.event_id,
            "at": entry.at,
            "type": entry.type,
            "thing_id": entry.thing_id,
            "summary": entry.summary,
            "data": entry.data,
        }
        for campaign_id in campaign_ids
    ]
    await tx.execute(insert(TIMELINE).on_conflict_do_nothing(), rows)


async def list_after(
    tx: Transaction, campaign_id: UUID, *, after: Place | None, limit: int
) -> Sequence[TimelineEntry]:
    """What was said about a campaign, by time, then event id, from what follows `after`."""
    table = TIMELINE
    statement = select(table).where(table.c.campaign_id == campaign_id)
    if after is not None:
        statement = statement.where(tuple_(table.c.at, table.c.event_id) > after)
    return [
        TimelineEntry(
            at=row.at,
            event_id=row.event_id,
            type=row.type,
            thing_id=row.thing_id,
            summary=row.summary,
            data=row.data,
        )
        for row in await tx.execute(statement.order_by(table.c.at, table.c.event_id).limit(limit))
    ]


async def list_campaigns_about(tx: Transaction, thing_id: UUID) -> Sequence[UUID]:
    """The campaigns on whose timelines this surge or insight already is."""
    statement = select(TIMELINE.c.campaign_id).where(TIMELINE.c.thing_id == thing_id).distinct()
    return list((await tx.execute(statement.order_by(TIMELINE.c.campaign_id))).scalars())
