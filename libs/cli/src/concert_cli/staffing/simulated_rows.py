"""What `concert staffing simulate` prints: the whole plan in one record, or one row per queue and interval."""

from collections.abc import Sequence

import numpy as np
from staffing_svc.domain.erlang import ServiceLevelVariant
from staffing_svc.domain.simulation import DayRecord, mean_of

from concert_cli.staffing.plan_file import QueuePlan
from concert_cli.staffing.rostered_plan import Rostered


def overall(days: Sequence[DayRecord], variant: ServiceLevelVariant, within_s: float) -> dict[str, object]:
    """Means over the simulated days, with the standard error of the service level."""
    mean = mean_of(days)
    levels = np.array([day.service_level_overall(variant) for day in days])
    error = float(levels.std(ddof=1) / np.sqrt(levels.size)) if levels.size > 1 else None
    return {
        "service_level": mean.service_level_overall(variant),
        "service_level_error": error,
        "variant": variant.value,
        "within_s": within_s,
        "asa_s": mean.asa_s(),
        "longest_wait_s": float(mean.longest_wait_s.max()),
        "abandonment": mean.abandonment(),
        "occupancy": mean.occupancy,
        "offered": float(mean.offered.sum()),
        "answered": float(mean.answered.sum()),
        "abandoned": float(mean.abandoned.sum()),
        "redials": float(mean.redials.sum()),
        "replications": len(days),
    }


def queue_rows(
    queues: Sequence[QueuePlan], days: Sequence[DayRecord], variant: ServiceLevelVariant
) -> list[dict[str, object]]:
    """Means per queue, with the standard error of its service level."""
    return [
        _queue_row(queue.queue, [day.of_skill(row) for day in days], variant)
        for row, queue in enumerate(queues)
    ]


def _queue_row(name: str, days: Sequence[DayRecord], variant: ServiceLevelVariant) -> dict[str, object]:
    whole = overall(days, variant, 0.0)
    kept = ("service_level", "service_level_error", "variant", "asa_s", "longest_wait_s", "abandonment")
    counts = ("offered", "answered", "abandoned", "redials")
    return {"queue": name} | {column: whole[column] for column in (*kept, *counts)}


def interval_rows(
    queues: Sequence[QueuePlan], staffed: Rostered, days: Sequence[DayRecord], variant: ServiceLevelVariant
) -> list[dict[str, object]]:
    """Means per queue and interval, in the order of the file."""
    mean = mean_of(days)
    levels = mean.service_level(variant)
    agents = [staffed.agents(queue.queue) for queue in queues]
    return [
        {
            "queue": queue.queue,
            "start": start,
            "agents": float(agents[row][place]),
            "offered": float(mean.offered[row, column]),
            "answered": float(mean.answered[row, column]),
            "answered_within": float(mean.answered_within[row, column]),
            "abandoned": float(mean.abandoned[row, column]),
            "redials": float(mean.redials[row, column]),
            "service_level": float(levels[row, column]),
            "variant": variant.value,
            "asa_s": float(mean.waits_s[row, column] / max(mean.answered[row, column], 1e-9)),
            "longest_wait_s": float(mean.longest_wait_s[row, column]),
        }
        for row, queue in enumerate(queues)
        for place, (start, column) in enumerate(zip(queue.starts, staffed.intervals, strict=True))
    ]
