"""Load a history of intervals in bulk: everything is checked first, and nothing is loaded if a line is wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal

from staffing_svc.commands.judge_queue import JUDGED_AGAIN_FOR, judge_changed
from staffing_svc.commands.set_up_queue import make_queues_known
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import intervals, queues


class HistoryRefused(Refusal):
    """Intervals of the load cannot be true; nothing was loaded."""

    code = "history-refused"
    status = 422


@dataclass(frozen=True)
class Loaded:
    """What came of a load: intervals that were new or changed something, and queues met for the first time."""

    received: int
    stored: int
    queues: tuple[str, ...]
    new_queues: tuple[str, ...]


@dataclass(frozen=True)
class BadInterval:
    """Position in the load (from 0), field and reason."""

    position: int
    field: str
    reason: str


def bad_intervals(tx: Transaction, loaded: Sequence[Interval]) -> list[BadInterval]:
    problems = ((position, interval.problem(tx.now)) for position, interval in enumerate(loaded))
    return [BadInterval(position, p.field, p.reason) for position, p in problems if p is not None]


async def load_history(tx: Transaction, loaded: Sequence[Interval], *, timezone: str) -> Loaded:
    """Stores the intervals and judges those of the last days, as if the telephony system had reported them.

    Later ones of the same queue and time replace earlier ones. Raises `HistoryRefused`, `UnknownTimeZone`.
    """
    bad = bad_intervals(tx, loaded)
    if bad:
        shown = "; ".join(f"interval {one.position}: {one.field}: {one.reason}" for one in bad[:5])
        raise HistoryRefused(
            f"{len(bad)} of {len(loaded)} intervals cannot be true: {shown}",
            field=f"/intervals/{bad[0].position}/{bad[0].field}",
        )
    sizes = _usual_sizes(loaded)
    new = await make_queues_known(tx, sizes, timezone=timezone)
    stored = await intervals.put(tx, loaded)
    await queues.set_due(tx, list(sizes), tx.now)
    await judge_changed(tx, [one for one in stored if one[1] >= tx.now - JUDGED_AGAIN_FOR])
    return Loaded(len(loaded), len(stored), tuple(sorted(sizes)), tuple(new))


def _usual_sizes(loaded: Sequence[Interval]) -> dict[str, int]:
    counted: dict[str, Counter[int]] = {}
    for interval in loaded:
        counted.setdefault(interval.queue, Counter())[interval.interval_s] += 1
    return {queue: sizes.most_common(1)[0][0] for queue, sizes in counted.items()}
