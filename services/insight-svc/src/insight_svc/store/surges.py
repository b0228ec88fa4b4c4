"""Surges as the center told them last."""

from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeCause
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from insight_svc.domain.surge_findings import Surge
from insight_svc.store.tables import SURGE


async def find(tx: Transaction, surge_id: UUID) -> Surge | None:
    row = (await tx.execute(select(SURGE).where(SURGE.c.surge_id == surge_id))).one_or_none()
    if row is None:
        return None
    return Surge(
        surge_id=row.surge_id,
        queue=row.queue,
        since=row.since,
        told_at=row.told_at,
        ended_at=row.ended_at,
        expected_contacts=row.expected_contacts,
        observed_contacts=row.observed_contacts,
        false_alarms_stated=row.false_alarms_stated,
        causes=tuple(SurgeCause.model_validate(cause, extra="ignore") for cause in row.causes),
    )


async def put(tx: Transaction, surge: Surge) -> None:
    values = {
        "queue": surge.queue,
        "since": surge.since,
        "told_at": surge.told_at,
        "ended_at": surge.ended_at,
        "expected_contacts": surge.expected_contacts,
        "observed_contacts": surge.observed_contacts,
        "false_alarms_stated": surge.false_alarms_stated,
        "causes": [cause.model_dump(mode="json") for cause in surge.causes],
    }
    await tx.execute(
        insert(SURGE)
        .values(surge_id=surge.surge_id, **values)
        .on_conflict_do_update(index_elements=[SURGE.c.surge_id], set_=values)
    )
