"""The telephony system counted: write it down and judge whether it is a surge."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import IntervalReported

from staffing_svc.commands.record_intervals import record_intervals
from staffing_svc.domain.intervals import Interval


async def on_interval_reported(tx: Transaction, events: Sequence[IntervalReported]) -> None:
    await record_intervals(
        tx,
        [
            Interval(
                queue=event.queue,
                started_at=event.started_at,
                interval_s=event.interval_s,
                offered=event.offered,
                answered=event.answered,
                answered_within=event.answered_within,
                within_s=event.within_s,
                abandoned=event.abandoned,
                handle_time_s=event.handle_time_s,
                short_abandoned=event.short_abandoned,
                blocked=event.blocked,
                deflected_unresolved=event.deflected_unresolved,
            )
            for event in events
        ],
    )
