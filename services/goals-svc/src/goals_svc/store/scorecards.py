"""Published scorecards: every version is kept."""

from datetime import date

from concert_chassis.transaction import Transaction
from concert_contracts.goals import ScorecardPublished
from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from goals_svc.domain.period import Period
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


async def lock(tx: Transaction, period: Period) -> None:
    """Until the transaction ends nobody else publishes this period."""
    name = f"scorecard {period.first} {period.last}"
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def find_newest(tx: Transaction, period: Period) -> ScorecardPublished | None:
    query = (
        select(SCORECARDS.c.body)
        .where(SCORECARDS.c.period_start == period.first, SCORECARDS.c.period_end == period.last)
        .order_by(SCORECARDS.c.version.desc())
        .limit(1)
    )
    body = (await tx.execute(query)).scalar_one_or_none()
    return None if body is None else ScorecardPublished.model_validate(body, extra="ignore")


async def list_before(
    tx: Transaction, *, before: tuple[date, date, int] | None, limit: int
) -> list[ScorecardPublished]:
    """The period that ends last first, of those the one that starts last, its newest version first."""
    table = SCORECARDS
    place = (table.c.period_end, table.c.period_start, table.c.version)
    query = select(table.c.body).order_by(*(column.desc() for column in place)).limit(limit)
    if before is not None:
        query = query.where(tuple_(*place) < before)
    rows = (await tx.execute(query)).scalars()
    return [ScorecardPublished.model_validate(body, extra="ignore") for body in rows]
