"""Reasons in all their versions."""

from collections.abc import Collection

from concert_chassis.transaction import Transaction
from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.dialects.postgresql import insert

from insight_svc.domain.reasons import Reason, UnknownReason
from insight_svc.store.tables import REASON

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('reason:' || :code))")


async def find(tx: Transaction, code: str) -> Reason | None:
    """The newest version."""
    query = select(REASON).where(REASON.c.code == code).order_by(REASON.c.version.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _reason(row)


async def lock(tx: Transaction, code: str) -> Reason | None:
    """The newest version, and nobody else makes another until the transaction ends."""
    await tx.execute(_LOCK, {"code": code})
    return await find(tx, code)


async def get(tx: Transaction, code: str) -> Reason:
    found = await find(tx, code)
    if found is None:
        raise UnknownReason(
            f"no reason {code!r} is described: PUT /v1/reasons/{code} describes it", field="/code"
        )
    return found


async def find_many(tx: Transaction, codes: Collection[str]) -> dict[str, Reason]:
    rows = await tx.execute(_newest().where(REASON.c.code.in_(list(codes))))
    return {row.code: _reason(row) for row in rows}


async def list_all(tx: Transaction) -> list[Reason]:
    """The newest version of each; there are as many as people can tell apart."""
    return [_reason(row) for row in await tx.execute(_newest())]


async def list_after(tx: Transaction, *, after: str | None, limit: int) -> list[Reason]:
    query = _newest().limit(limit)
    if after is not None:
        query = query.where(REASON.c.code > after)
    return [_reason(row) for row in await tx.execute(query)]


async def list_versions(tx: Transaction, code: str, *, after: int | None, limit: int) -> list[Reason]:
    query = select(REASON).where(REASON.c.code == code, REASON.c.version > (after or 0))
    return [_reason(row) for row in await tx.execute(query.order_by(REASON.c.version).limit(limit))]


async def add(tx: Transaction, reason: Reason) -> None:
    await tx.execute(
        insert(REASON).values(
            code=reason.code,
            version=reason.version,
            name=reason.name,
            description=reason.description,
            owner_department=reason.owner_department,
            demand_type=reason.demand_type,
            failure_kind=reason.failure_kind,
            topics=list(reason.topics),
            effective_from=reason.effective_from,
            effective_to=reason.effective_to,
            decided_by=reason.decided_by,
            decided_at=reason.decided_at,
        )
    )


def _newest() -> Select[tuple[object, ...]]:
    other = REASON.alias()
    newest = select(func.max(other.c.version)).where(other.c.code == REASON.c.code).scalar_subquery()
    return select(REASON).where(REASON.c.version == newest).order_by(REASON.c.code)


def _reason(row: Row[tuple[object, ...]]) -> Reason:
    kept = row._mapping
    return Reason(
        code=kept["code"],
        version=kept["version"],
        name=kept["name"],
        description=kept["description"],
        owner_department=kept["owner_department"],
        demand_type=kept["demand_type"],
        failure_kind=kept["failure_kind"],
        topics=tuple(kept["topics"]),
        effective_from=kept["effective_from"],
        effective_to=kept["effective_to"],
        decided_by=kept["decided_by"],
        decided_at=kept["decided_at"],
    )
