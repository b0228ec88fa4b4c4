"""Every day the running goals are looked at: their scorecard is published and a broken guard rail said once."""

from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from concert_contracts.goals import GuardRailBreached, ScorecardPublished
from goals_builders import GOAL, MARCH, a_goal, interval, order
from goals_svc.commands.set_goal import SCORECARD, set_goal
from goals_svc.store import orders, service_intervals
from goals_svc.timers import TIMERS
from goals_time import Later

WATCH = TIMERS[0]


def breaches(tx: Transaction) -> list[Event]:
    return [event for event in emitted(tx) if isinstance(event, GuardRailBreached)]


def published(tx: Transaction) -> list[Event]:
    return [event for event in emitted(tx) if isinstance(event, ScorecardPublished)]


async def test_revenue_won_at_the_customers_expense_is_flagged_once(tx: Transaction, later: Later) -> None:
    await set_goal(tx, a_goal(), seen_version=0)
    await service_intervals.put(tx, [interval(0), interval(1)])
    await orders.put(tx, order(revenue_minor=8_000_000))
    first = await later("2025-03-02T00:00")
    await WATCH.run(first)
    assert breaches(first) == [
        GuardRailBreached(
            scorecard_id=SCORECARD,
            goal_id=GOAL,
            breached_at=first.now,
            period_start=MARCH.first,
            period_end=MARCH.last,
            variant="SL3",
            within_s=20.0,
            floor_share=0.75,
            actual_share=0.72,
            currency="EUR",
            flagged_minor=8_000_000,
            explanation="SL3 within 20 s is 72.0%, below 75.0%: "
            "the revenue of Spring revenue is flagged for all its departments.",
        )
    ]
    second = await later("2025-03-03T00:00")
    await WATCH.run(second)
    assert emitted(second) == ()


async def test_a_guard_rail_that_holds_or_was_not_measured_is_not_breached(
    tx: Transaction, later: Later
) -> None:
    await set_goal(tx, a_goal(), seen_version=0)
    silent = await later("2025-03-02T00:00")
    await WATCH.run(silent)
    await service_intervals.put(tx, [interval(answered_within=80)])
    held = await later("2025-03-03T00:00")
    await WATCH.run(held)
    assert (breaches(silent), breaches(held)) == ([], [])
    assert (len(published(silent)), len(published(held))) == (1, 1)


async def test_service_measured_against_another_time_does_not_judge_the_goal(
    tx: Transaction, later: Later
) -> None:
    await set_goal(tx, a_goal(), seen_version=0)
    await service_intervals.put(tx, [interval(within_s=60.0)])
    day = await later("2025-03-02T00:00")
    await WATCH.run(day)
    assert breaches(day) == []


async def test_the_last_day_of_a_goal_is_still_counted_and_then_it_rests(
    tx: Transaction, later: Later
) -> None:
    await set_goal(tx, a_goal(), seen_version=0)
    await WATCH.run(await later("2025-03-31T00:00"))
    await orders.put(tx, order(placed_at="2025-03-31T20:00:00Z"))
    close = await later("2025-04-01T00:00")
    await WATCH.run(close)
    assert len(published(close)) == 1
    await orders.put(tx, order("late", placed_at="2025-03-31T21:00:00Z"))
    after = await later("2025-04-02T00:00")
    await WATCH.run(after)
    assert emitted(after) == ()


async def test_without_goals_nothing_is_said(tx: Transaction) -> None:
    await WATCH.run(tx)
    assert emitted(tx) == ()
