"""How often each topic of a campaign has been tested."""

from collections.abc import Sequence
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from insight_svc.store.tables import TOPIC_LOOK


async def list_of(tx: Transaction, campaign_id: UUID) -> dict[str, tuple[int, int]]:
    """Topic -> (looks so far, callers at the last)."""
    rows = await tx.execute(select(TOPIC_LOOK).where(TOPIC_LOOK.c.campaign_id == campaign_id))
    return {row.topic: (row.looks, row.callers) for row in rows}


async def begin_anew(tx: Transaction, campaign_id: UUID, topic: str) -> None:
    """The next caller is worth a look again; what was spent of the false alarms stays spent."""
    await tx.execute(
        update(TOPIC_LOOK)
        .where(TOPIC_LOOK.c.campaign_id == campaign_id, TOPIC_LOOK.c.topic == topic)
        .values(callers=0)
    )


async def put(tx: Transaction, campaign_id: UUID, looks: Sequence[tuple[str, int, int]]) -> None:
    """(topic, looks, callers) each."""
    if not looks:
        return
    statement = insert(TOPIC_LOOK).values(
        [
            {"campaign_id": campaign_id, "topic": topic, "looks": count, "callers": callers}
            for topic, count, callers in looks
        ]
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[TOPIC_LOOK.c.campaign_id, TOPIC_LOOK.c.topic],
            set_={"looks": statement.excluded.looks, "callers": statement.excluded.callers},
        )
    )
