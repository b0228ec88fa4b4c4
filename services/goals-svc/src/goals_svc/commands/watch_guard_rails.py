"""Every day: publish the scorecards of the goals that run, and flag revenue that was won at the customers' expense."""

from datetime import UTC, timedelta

from concert_chassis.transaction import Transaction
from concert_contracts.goals import GuardRailBreached

from goals_svc.commands.draw_up_scorecard import judge_goal
from goals_svc.commands.publish_scorecard import publish_scorecard
from goals_svc.commands.set_goal import SCORECARD
from goals_svc.domain.period import Period
from goals_svc.domain.scorecard import GoalState
from goals_svc.store import goals


async def watch_guard_rails(tx: Transaction) -> None:
    """Goals that run today, and those whose last day was yesterday: only now is that day complete."""
    today = tx.now.astimezone(UTC).date()
    for goal in await goals.list_covering(tx, Period(today - timedelta(days=1), today)):
        await publish_scorecard(tx, goal.period)
        state = await judge_goal(tx, goal)
        if state.held is False and await goals.mark_breached(tx, goal.goal_id):
            tx.emit(breached(state, tx))


def breached(state: GoalState, tx: Transaction) -> GuardRailBreached:
    goal, rail, share = state.goal, state.goal.guard_rail, state.service_share
    return GuardRailBreached.model_validate(
        {
            "scorecard_id": SCORECARD,
            "goal_id": goal.goal_id,
            "breached_at": tx.now,
            "period_start": goal.period_start,
            "period_end": goal.period_end,
            "variant": rail.variant,
            "within_s": rail.within_s,
            "floor_share": rail.floor_share,
            "actual_share": share,
            "currency": goal.currency,
            "flagged_minor": state.actual_minor,
            "explanation": f"{rail.variant} within {rail.within_s:g} s is {share:.1%}, below {rail.floor_share:.1%}: "
            f"the revenue of {goal.name} is flagged for all its departments.",
        }
    )
