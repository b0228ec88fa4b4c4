"""What each queue's surge detector has learnt, and the states from which a day can be judged again."""

from datetime import datetime

from concert_chassis.transaction import Transaction
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.surge import Checkpoint, Detector, DetectorState
from staffing_svc.store.tables import DETECTOR_CHECKPOINTS, DETECTORS


async def find(tx: Transaction, queue: str) -> tuple[int, datetime, Detector] | None:
    """Version, when it was calibrated, and the newest detector of a queue.

    One that an earlier method learnt is none, so that the queue is calibrated anew.
    """
    query = select(DETECTORS).where(DETECTORS.c.queue == queue).order_by(DETECTORS.c.version.desc()).limit(1)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None or not Detector.can_read(row["detector"]):
        return None
    return row["version"], row["calibrated_at"], Detector.from_dict(row["detector"])


async def add(tx: Transaction, queue: str, detector: Detector) -> int:
    newest = select(func.coalesce(func.max(DETECTORS.c.version), 0)).where(DETECTORS.c.queue == queue)
    version = int((await tx.execute(newest)).scalar_one()) + 1
    await tx.execute(
        insert(DETECTORS).values(
            queue=queue, version=version, calibrated_at=tx.now, detector=detector.to_dict()
        )
    )
    return version


async def find_checkpoint(tx: Transaction, queue: str, before: datetime) -> Checkpoint | None:
    """The newest state that knows nothing from `before` on."""
    query = (
        select(DETECTOR_CHECKPOINTS)
        .where(DETECTOR_CHECKPOINTS.c.queue == queue, DETECTOR_CHECKPOINTS.c.before_at <= before)
        .order_by(DETECTOR_CHECKPOINTS.c.before_at.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None or not DetectorState.can_read(row["state"]):
        return None
    return Checkpoint(row["before_at"], DetectorState.from_dict(row["state"]))


async def put_checkpoint(tx: Transaction, queue: str, checkpoint: Checkpoint) -> None:
    state = checkpoint.state.to_dict()
    await tx.execute(
        insert(DETECTOR_CHECKPOINTS)
        .values(queue=queue, before_at=checkpoint.next_at, state=state)
        .on_conflict_do_update(index_elements=["queue", "before_at"], set_={"state": state})
    )


async def forget_checkpoints_after(tx: Transaction, queue: str, moment: datetime) -> None:
    """States that knew an interval which has now changed."""
    table = DETECTOR_CHECKPOINTS
    await tx.execute(delete(table).where(table.c.queue == queue, table.c.before_at > moment))


async def forget_checkpoints(tx: Transaction, queue: str) -> None:
    """States that count in intervals of another length."""
    await tx.execute(delete(DETECTOR_CHECKPOINTS).where(DETECTOR_CHECKPOINTS.c.queue == queue))


async def forget_checkpoints_before(tx: Transaction, queue: str, moment: datetime) -> None:
    table = DETECTOR_CHECKPOINTS
    await tx.execute(delete(table).where(table.c.queue == queue, table.c.before_at < moment))


async def thin_checkpoints(tx: Transaction, queue: str, *, since: datetime, newest: datetime) -> None:
    """Of the states of a day only the first and the newest are kept."""
    table = DETECTOR_CHECKPOINTS
    of_day = select(func.min(table.c.before_at)).where(table.c.queue == queue, table.c.before_at >= since)
    await tx.execute(
        delete(table).where(
            table.c.queue == queue,
            table.c.before_at > of_day.scalar_subquery(),
            table.c.before_at < newest,
            table.c.before_at >= since,
        )
    )
