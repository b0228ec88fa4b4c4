"""Surges that were found, open and ended."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeCause
from sqlalchemy import RowMapping, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.surges import Surge, UnknownSurge
from staffing_svc.store.tables import SURGES


async def find_open(tx: Transaction, queue: str) -> Surge | None:
    query = select(SURGES).where(SURGES.c.queue == queue, SURGES.c.ended_at.is_(None))
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _surge(row)


async def find_since(tx: Transaction, queue: str, since: datetime) -> list[Surge]:
    """Surges of the queue that were still on at `since` or began later, oldest first."""
    query = (
        select(SURGES)
        .where(SURGES.c.queue == queue)
        .where((SURGES.c.ended_at.is_(None)) | (SURGES.c.ended_at > since))
        .order_by(SURGES.c.since)
    )
    return [_surge(row) for row in (await tx.execute(query)).mappings()]


async def get(tx: Transaction, surge_id: UUID) -> Surge:
    row = (await tx.execute(select(SURGES).where(SURGES.c.surge_id == surge_id))).mappings().one_or_none()
    if row is None:
        raise UnknownSurge(f"no surge {surge_id} is known here", field="/surge_id")
    return _surge(row)


async def find_many(tx: Transaction, surge_ids: Collection[UUID]) -> dict[UUID, Surge]:
    query = select(SURGES).where(SURGES.c.surge_id.in_(list(surge_ids)))
    found = [_surge(row) for row in (await tx.execute(query)).mappings()]
    return {surge.surge_id: surge for surge in found}


async def put(tx: Transaction, surge: Surge) -> None:
    values = {
        "queue": surge.queue,
        "interval_s": surge.interval_s,
        "since": surge.since,
        "detected_at": surge.detected_at,
        "ended_at": surge.ended_at,
        "expected_contacts": surge.expected_contacts,
        "observed_contacts": surge.observed_contacts,
        "uplift_low": surge.uplift_low,
        "uplift_likely": surge.uplift_likely,
        "uplift_high": surge.uplift_high,
        "false_alarms_per_week": surge.false_alarms_per_week,
        "causes": [cause.model_dump(mode="json") for cause in surge.causes],
        "forecast_version": surge.forecast_version,
        "detector_version": surge.detector_version,
    }
    await tx.execute(
        insert(SURGES)
        .values(surge_id=surge.surge_id, **values)
        .on_conflict_do_update(index_elements=[SURGES.c.surge_id], set_=values)
    )


async def list_before(
    tx: Transaction, *, queue: str | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[Surge]:
    """Newest first; `before` is (detected_at, surge_id) of the last one already seen."""
    query = select(SURGES).order_by(SURGES.c.detected_at.desc(), SURGES.c.surge_id.desc()).limit(limit)
    if queue is not None:
        query = query.where(SURGES.c.queue == queue)
    if before is not None:
        query = query.where(tuple_(SURGES.c.detected_at, SURGES.c.surge_id) < before)
    return [_surge(row) for row in (await tx.execute(query)).mappings()]


def _surge(row: RowMapping) -> Surge:
    return Surge(
        surge_id=row["surge_id"],
        queue=row["queue"],
        interval_s=row["interval_s"],
        since=row["since"],
        detected_at=row["detected_at"],
        ended_at=row["ended_at"],
        expected_contacts=row["expected_contacts"],
        observed_contacts=row["observed_contacts"],
        uplift_low=row["uplift_low"],
        uplift_likely=row["uplift_likely"],
        uplift_high=row["uplift_high"],
        false_alarms_per_week=row["false_alarms_per_week"],
        causes=tuple(SurgeCause.model_validate(cause, extra="ignore") for cause in row["causes"]),
        forecast_version=row["forecast_version"],
        detector_version=row["detector_version"],
    )
