"""What earlier methods learnt and remembered is set aside, never misread."""

from datetime import timedelta

from concert_chassis.transaction import Transaction
from sqlalchemy import insert
from staffing_builders import DETECTOR, MONDAY
from staffing_svc.domain.surge import Checkpoint, DetectorState
from staffing_svc.store import detectors
from staffing_svc.store.tables import DETECTOR_CHECKPOINTS, DETECTORS


async def test_a_detector_of_an_earlier_method_is_none_and_the_next_version_follows_it(
    tx: Transaction,
) -> None:
    earlier = {"interval_s": 1800, "threshold": 5.0, "level_variance": 0.01}
    await tx.execute(
        insert(DETECTORS).values(queue="sales", version=3, calibrated_at=tx.now, detector=earlier)
    )
    assert await detectors.find(tx, "sales") is None
    assert await detectors.add(tx, "sales", DETECTOR) == 4
    assert await detectors.find(tx, "sales") == (4, tx.now, DETECTOR)


async def test_a_state_of_an_earlier_method_is_none(tx: Transaction) -> None:
    earlier = {"ratios": [1.0], "weights": [2.0], "statistic": 3.0}
    await tx.execute(insert(DETECTOR_CHECKPOINTS).values(queue="sales", before_at=MONDAY, state=earlier))
    assert await detectors.find_checkpoint(tx, "sales", MONDAY) is None
    later = Checkpoint(MONDAY + timedelta(hours=1), DetectorState(level=0.1, age=2))
    await detectors.put_checkpoint(tx, "sales", later)
    assert await detectors.find_checkpoint(tx, "sales", later.next_at) == later
