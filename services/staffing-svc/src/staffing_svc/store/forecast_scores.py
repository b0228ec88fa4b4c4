"""Scores of forecasts, per queue, version and lead time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from concert_chassis.transaction import Transaction
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.forecast.accuracy import LEADS, Accuracy
from staffing_svc.domain.forecast_scores import ForecastScore
from staffing_svc.store.tables import FORECAST_SCORES as TABLE

SCORED_WITHIN = timedelta(days=14)
"""A lead time that could not be scored so long after it was over never will be: nothing was reported."""


async def put(tx: Transaction, score: ForecastScore) -> None:
    accuracy = score.accuracy
    values = {
        "made_at": score.made_at,
        "scored_at": score.scored_at,
        "intervals": accuracy.intervals,
        "wape": accuracy.wape,
        "bias": accuracy.bias,
        "mase": accuracy.mase,
        "coverage_80": accuracy.coverage_80,
        "coverage_95": accuracy.coverage_95,
        "pinball": accuracy.pinball,
        "poisson_floor": accuracy.poisson_floor,
    }
    key = {"queue": score.queue, "version": score.version, "lead": score.lead}
    statement = insert(TABLE).values(**key, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def list_due(tx: Transaction, queue: str, *, limit: int) -> list[tuple[int, str]]:
    """Version and lead time of forecasts whose lead time is over and not scored yet, the newest first."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT f.version, l.lead FROM forecast f, unnest($2::text[], $3::float8[]) AS l(lead, days) "
        "WHERE f.queue = $1 AND f.made_at + make_interval(secs => l.days * 86400) "
        "BETWEEN $4::timestamptz - $5::interval AND $4 AND NOT EXISTS (SELECT FROM forecast_score s "
        "WHERE s.queue = f.queue AND s.version = f.version AND s.lead = l.lead) "
        "ORDER BY f.version DESC LIMIT $6",
        queue,
        [name for name, _, _ in LEADS],
        [float(last) for _, _, last in LEADS],
        tx.now,
        SCORED_WITHIN,
        limit,
    )
    return [(row["version"], row["lead"]) for row in rows]


async def list_before(
    tx: Transaction, *, queue: str | None, lead: str | None, before: Sequence[object] | None, limit: int
) -> list[ForecastScore]:
    """The last made first; `before` is (made_at, queue, version, lead) of the last one already seen."""
    key = (TABLE.c.made_at, TABLE.c.queue, TABLE.c.version, TABLE.c.lead)
    query = select(TABLE).order_by(*(column.desc() for column in key)).limit(limit)
    if queue is not None:
        query = query.where(TABLE.c.queue == queue)
    if lead is not None:
        query = query.where(TABLE.c.lead == lead)
    if before is not None:
        query = query.where(tuple_(*key) < tuple(before))
    return [_score(row) for row in (await tx.execute(query)).mappings()]


def _score(row: Any) -> ForecastScore:
    at: datetime = row["made_at"]
    return ForecastScore(
        queue=row["queue"],
        version=row["version"],
        lead=row["lead"],
        made_at=at,
        scored_at=row["scored_at"],
        accuracy=Accuracy(
            intervals=row["intervals"],
            wape=row["wape"],
            bias=row["bias"],
            mase=row["mase"],
            coverage_80=row["coverage_80"],
            coverage_95=row["coverage_95"],
            pinball=row["pinball"],
            poisson_floor=row["poisson_floor"],
        ),
    )
