"""Draw up the scorecard of a period from what the services said; nothing is changed by it."""

from concert_chassis.transaction import Transaction

from goals_svc.domain.goals import Goal
from goals_svc.domain.period import Period
from goals_svc.domain.scorecard import GoalState, Scorecard, adherence, insight_responsiveness, responsiveness
from goals_svc.store import campaigns, goals, insights, losses, orders, service_intervals


async def draw_up_scorecard(tx: Transaction, period: Period) -> Scorecard:
    """By what is known now; the goal is the one that covers the period most closely."""
    since, until = period.since, period.until
    goal = await goals.find_of_period(tx, period)
    return Scorecard(
        adherence=adherence(await campaigns.launches(tx, since, until)),
        responsiveness=responsiveness(await campaigns.announcements(tx, since, until)),
        insights=insight_responsiveness(await insights.answered(tx, since, until)),
        lost=await losses.by_cause(tx, since, until),
        goal=await judge_goal(tx, goal) if goal else None,
    )


async def judge_goal(tx: Transaction, goal: Goal) -> GoalState:
    """Revenue and service over the goal's own period, as far as it has come."""
    since, until = goal.period.since, goal.period.until
    counts = await service_intervals.counts(tx, since, until, within_s=goal.guard_rail.within_s)
    return GoalState(
        goal=goal,
        actual_minor=await orders.revenue_minor(tx, since, until, currency=goal.currency),
        service_share=counts.level(goal.guard_rail.variant),
    )
