"""Published scorecards: every version is kept."""

from datetime import date

from concert_chassis.transaction import Transaction
from concert_contracts.goals import ScorecardPublished
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from goals_svc.store.tables import SCORECARDS


async def add(tx: Transaction, scorecard: ScorecardPublished) -> None:
    await tx.execute(
        insert(SCORECARDS).values(
            period_start=scorecard.period_start,
            period_end=scorecard.period_end,
            version=scorecard.version,
            published_at=scorecard.published_at,
            body=scorecard.model_dump(mode="json"),
        )
    )


async def find_newest(tx: Transaction, start: date, end: date) -> ScorecardPublished | None:
    query = (
        select(SCORECARDS.c.body)
        .where(SCORECARDS.c.period_start == start, SCORECARDS.c.period_end == end)
        .order_by(SCORECARDS.c.version.desc())
        .limit(1)
    )
    body = (await tx.execute(query)).scalar_one_or_none()
    return None if body is None else ScorecardPublished.model_validate(body, extra="ignore")


async def list_before(
    tx: Transaction, *, before: tuple[date, int] | None, limit: int
) -> list[ScorecardPublished]:
    """The newest period first, its newest version first."""
    table = SCORECARDS
    query = select(table.c.body).order_by(table.c.period_end.desc(), table.c.version.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(table.c.period_end, table.c.version) < before)
    rows = (await tx.execute(query)).scalars()
    return [ScorecardPublished.model_validate(body, extra="ignore") for body in rows]
