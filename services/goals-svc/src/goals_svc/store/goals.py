"""Shared goals."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import RowMapping, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from goals_svc.domain.goals import Goal, GuardRail, UnknownGoal
from goals_svc.domain.period import Period
from goals_svc.store.tables import GOALS


async def find(tx: Transaction, goal_id: UUID) -> Goal | None:
    row = (await tx.execute(select(GOALS).where(GOALS.c.goal_id == goal_id))).mappings().one_or_none()
    return None if row is None else _goal(row)


async def lock(tx: Transaction, goal_id: UUID) -> Goal | None:
    query = select(GOALS).where(GOALS.c.goal_id == goal_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _goal(row)


async def get(tx: Transaction, goal_id: UUID) -> Goal:
    found = await find(tx, goal_id)
    if found is None:
        raise UnknownGoal(f'no goal {goal_id} is set: PUT it with If-Match "0"', field="/goal_id")
    return found


async def put(tx: Transaction, goal: Goal) -> bool:
    """Whether the version before it stood; a changed goal's guard rail is judged anew."""
    values = asdict(goal) | {"accountable_departments": list(goal.accountable_departments)}
    del values["goal_id"]
    stored = await tx.execute(
        insert(GOALS)
        .values(goal_id=goal.goal_id, **values)
        .on_conflict_do_update(
            index_elements=[GOALS.c.goal_id],
            set_=values | {"breached_at": None},
            where=GOALS.c.version == goal.version - 1,
        )
        .returning(GOALS.c.goal_id)
    )
    return stored.first() is not None


async def list_after(tx: Transaction, *, after: tuple[date, UUID] | None, limit: int) -> list[Goal]:
    """By the end of their period."""
    query = select(GOALS).order_by(GOALS.c.period_end, GOALS.c.goal_id).limit(limit)
    if after is not None:
        query = query.where(tuple_(GOALS.c.period_end, GOALS.c.goal_id) > after)
    return [_goal(row) for row in (await tx.execute(query)).mappings()]


async def list_covering(tx: Transaction, days: Period) -> list[Goal]:
    """Goals whose period holds one of the days."""
    query = (
        select(GOALS)
        .where(GOALS.c.period_start <= days.last, GOALS.c.period_end >= days.first)
        .order_by(GOALS.c.period_end, GOALS.c.goal_id)
    )
    return [_goal(row) for row in (await tx.execute(query)).mappings()]


async def find_of_period(tx: Transaction, period: Period) -> Goal | None:
    """The goal that covers the whole period most closely."""
    query = (
        select(GOALS)
        .where(GOALS.c.period_start <= period.first, GOALS.c.period_end >= period.last)
        .order_by(GOALS.c.period_end - GOALS.c.period_start, GOALS.c.goal_id)
        .limit(1)
    )
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _goal(row)


async def mark_breached(tx: Transaction, goal_id: UUID) -> bool:
    """Whether this is the first time that the goal's guard rail gave way."""
    marked = await tx.execute(
        update(GOALS)
        .where(GOALS.c.goal_id == goal_id, GOALS.c.breached_at.is_(None))
        .values(breached_at=tx.now)
        .returning(GOALS.c.goal_id)
    )
    return marked.first() is not None


def _goal(row: RowMapping) -> Goal:
    return Goal(
        goal_id=row["goal_id"],
        version=row["version"],
        name=row["name"],
        accountable_departments=tuple(row["accountable_departments"]),
        period_start=row["period_start"],
        period_end=row["period_end"],
        currency=row["currency"],
        start_minor=row["start_minor"],
        target_minor=row["target_minor"],
        guard_rail=GuardRail(**row["guard_rail"]),
    )
