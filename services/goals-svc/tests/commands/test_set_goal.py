"""A goal is set in versions, and everybody who answers for it is told."""

import pytest
from concert_chassis.etags import VersionStale
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.goals import GoalSet, GuardRail
from goals_builders import AT, GOAL, MARCH, a_goal, interval
from goals_svc.commands.set_goal import SCORECARD, set_goal
from goals_svc.store import goals, service_intervals
from goals_svc.timers import TIMERS
from goals_time import Later


async def test_a_goal_is_stored_and_told_whole(tx: Transaction) -> None:
    changed = await set_goal(tx, a_goal(), seen_version=0)
    assert await goals.get(tx, GOAL) == changed == a_goal(version=1)
    assert emitted(tx) == (
        GoalSet(
            scorecard_id=SCORECARD,
            goal_id=GOAL,
            version=1,
            set_at=AT,
            name="Spring revenue",
            accountable_departments=("marketing", "sales", "contact_center"),
            period_start=MARCH.first,
            period_end=MARCH.last,
            currency="EUR",
            start_minor=7_000_000,
            target_minor=9_000_000,
            guard_rail=GuardRail(variant="SL3", within_s=20.0, floor_share=0.75),
        ),
    )


@pytest.mark.parametrize("seen_version", [0, 2])
async def test_a_goal_that_was_changed_meanwhile_stays_as_it_is(tx: Transaction, seen_version: int) -> None:
    kept = await set_goal(tx, a_goal(), seen_version=0)
    with pytest.raises(VersionStale):
        await set_goal(tx, a_goal(name="Another"), seen_version=seen_version)
    assert await goals.get(tx, GOAL) == kept
    assert len(emitted(tx)) == 1


async def test_a_changed_goal_is_judged_anew(tx: Transaction, later: Later) -> None:
    """Its guard rail gave way under the old floor; under the new one that is said again."""
    await set_goal(tx, a_goal(), seen_version=0)
    await service_intervals.put(tx, [interval()])
    breaches = []
    for version, at in enumerate(["2025-03-02T00:00", "2025-03-03T00:00"], start=1):
        day = await later(at)
        await TIMERS[0].run(day)
        breaches.append([type(event).__name__ for event in emitted(day)].count("GuardRailBreached"))
        await set_goal(day, a_goal(target_minor=9_500_000), seen_version=version)
    assert breaches == [1, 1]
