"""Service was counted: it is what the guard rail is judged by."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import IntervalReported

from goals_svc.store import service_intervals


async def on_interval_reported(tx: Transaction, events: Sequence[IntervalReported]) -> None:
    await service_intervals.put(tx, events)
