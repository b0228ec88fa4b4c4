"""Shift rules of teams; every version is kept, the newest counts."""

from typing import Any

from concert_chassis.transaction import Transaction
from sqlalchemy import Select, and_, func, select
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.team_rules import NoShiftRules, TeamRules
from staffing_svc.store.tables import SHIFT_RULES as TABLE


async def get(tx: Transaction, team: str, version: int | None = None) -> TeamRules:
    """The newest, or this version. Raises `NoShiftRules`."""
    query = _of(team) if version is None else _of(team).where(TABLE.c.version == version)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise _none(team)
    return _rules(row)


async def lock(tx: Transaction, team: str) -> TeamRules | None:
    """The newest, held until the transaction ends: what is decided about the team is decided one by one."""
    row = (await tx.execute(_of(team).with_for_update())).mappings().one_or_none()
    return None if row is None else _rules(row)


async def add(tx: Transaction, rules: TeamRules) -> None:
    await tx.execute(
        insert(TABLE).values(
            team=rules.team,
            version=rules.version,
            queues=list(rules.queues),
            timezone=rules.timezone,
            rules=dict(rules.rules),
            changed_at=rules.changed_at,
            changed_by=rules.changed_by,
        )
    )


async def list_after(tx: Transaction, *, after: str, limit: int) -> list[TeamRules]:
    """The newest version of each team, by name."""
    newest = (
        select(TABLE.c.team, func.max(TABLE.c.version).label("version"))
        .where(TABLE.c.team > after)
        .group_by(TABLE.c.team)
        .order_by(TABLE.c.team)
        .limit(limit)
        .subquery()
    )
    same = and_(TABLE.c.team == newest.c.team, TABLE.c.version == newest.c.version)
    query = select(TABLE).join(newest, same).order_by(TABLE.c.team)
    return [_rules(row) for row in (await tx.execute(query)).mappings()]


async def list_versions(tx: Transaction, team: str, *, before: int | None, limit: int) -> list[TeamRules]:
    """The newest first. Raises `NoShiftRules`."""
    await get(tx, team)
    query = select(TABLE).where(TABLE.c.team == team).order_by(TABLE.c.version.desc()).limit(limit)
    if before is not None:
        query = query.where(TABLE.c.version < before)
    return [_rules(row) for row in (await tx.execute(query)).mappings()]


def _of(team: str) -> Select[Any]:
    return select(TABLE).where(TABLE.c.team == team).order_by(TABLE.c.version.desc()).limit(1)


def _none(team: str) -> NoShiftRules:
    return NoShiftRules(
        f"no shift rules are kept for {team!r}: PUT /v1/shift-rules/{team} keeps them", field="/team"
    )


def _rules(row: Any) -> TeamRules:
    return TeamRules(
        team=row["team"],
        version=row["version"],
        queues=tuple(row["queues"]),
        timezone=row["timezone"],
        rules=row["rules"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
