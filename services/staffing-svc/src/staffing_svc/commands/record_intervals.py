"""Write down what the telephony system counted, and judge each queue that it speaks of."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction

from staffing_svc.commands.judge_queue import judge_changed
from staffing_svc.commands.set_up_queue import make_queues_known
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import intervals, refused_intervals


async def record_intervals(tx: Transaction, reported: Sequence[Interval]) -> None:
    """Reports that cannot be true are kept apart with their reason and change nothing; repeated ones do nothing.

    A queue that is met for the first time gets the usual figures and is watched once enough is known of it.
    """
    problems = [(interval, interval.problem(tx.now)) for interval in reported]
    refused = [(interval, problem) for interval, problem in problems if problem is not None]
    await refused_intervals.add(tx, refused)
    believed = [interval for interval, problem in problems if problem is None]
    changed = await intervals.put(tx, believed)
    await make_queues_known(tx, {one.queue: one.interval_s for one in believed}, timezone="UTC")
    await judge_changed(tx, changed)
