"""Killed at the worst places, again and again, the two services lose, double and reorder nothing."""

import asyncio
import signal

from child_processes import Child
from concert_chassis.crash_points import CRASH_POINTS
from event_ledger import NONE
from pipeline_rig import Load, Pipeline

OFFSETS = {"before-offset-commit", "after-offset-commit"}
POINTS = {"producer": [point for point in CRASH_POINTS if point not in OFFSETS], "consumer": [*CRASH_POINTS]}


async def test_a_kill_at_every_crash_point_loses_doubles_and_reorders_nothing(
    pipeline: Pipeline, prefix: str
) -> None:
    load = Load(pipeline, [f"{prefix}{number}" for number in range(6)])
    async with load.speaking():
        running = await asyncio.gather(*(killed_at_each_point(pipeline, role) for role in POINTS))
    ledger = await pipeline.ledger(prefix)
    for process in running:
        await process.stopped()
    assert ledger.faults() == NONE
    assert ledger.numbers >= load.acknowledged > 0


async def killed_at_each_point(pipeline: Pipeline, role: str) -> Child:
    """Each start dies at its point on the second passage; the last one lives."""
    for point in POINTS[role]:
        process = await pipeline.start(role, point, "2")
        assert await process.ended() == -signal.SIGKILL, f"{role} did not die at {point}"
    process = await pipeline.start(role)
    await pipeline.ready(role)
    return process
