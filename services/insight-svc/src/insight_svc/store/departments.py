"""Departments and their working hours."""

from concert_chassis.transaction import Transaction
from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert

from insight_svc.domain.departments import Department, UnknownDepartment, WorkingHours
from insight_svc.store.tables import DEPARTMENT

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('department:' || :department))")


async def find(tx: Transaction, name: str) -> Department:
    """As it was set up, or with the usual hours: an insight never waits for somebody to type in hours."""
    row = (await tx.execute(select(DEPARTMENT).where(DEPARTMENT.c.department == name))).one_or_none()
    return Department(name) if row is None else _department(row)


async def lock(tx: Transaction, name: str) -> Department:
    """As `find`, and nobody else sets it up until the transaction ends."""
    await tx.execute(_LOCK, {"department": name})
    return await find(tx, name)


async def get(tx: Transaction, name: str) -> Department:
    found = await find(tx, name)
    if not found.version:
        raise UnknownDepartment(
            f"no department {name!r} is set up: PUT /v1/departments/{name} does it", field="/department"
        )
    return found


async def find_campaigning(tx: Transaction) -> Department:
    """Whom to ask about a campaign that nobody announced: the first department that runs campaigns."""
    query = select(DEPARTMENT).where(DEPARTMENT.c.runs_campaigns).order_by(DEPARTMENT.c.department).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return await find(tx, "marketing") if row is None else _department(row)


async def list_after(tx: Transaction, *, after: str | None, limit: int) -> list[Department]:
    query = select(DEPARTMENT).order_by(DEPARTMENT.c.department).limit(limit)
    if after is not None:
        query = query.where(DEPARTMENT.c.department > after)
    return [_department(row) for row in await tx.execute(query)]


async def put(tx: Transaction, department: Department) -> None:
    values = {
        "version": department.version,
        "runs_campaigns": department.runs_campaigns,
        "timezone": department.hours.timezone,
        "weekdays": list(department.hours.weekdays),
        "opens_minute": department.hours.opens_minute,
        "closes_minute": department.hours.closes_minute,
        "acknowledge_within_hours": department.acknowledge_within_hours,
        "act_within_hours": department.act_within_hours,
    }
    await tx.execute(
        insert(DEPARTMENT)
        .values(department=department.name, **values)
        .on_conflict_do_update(index_elements=[DEPARTMENT.c.department], set_=values)
    )


def _department(row: Row[tuple[object, ...]]) -> Department:
    kept = row._mapping
    return Department(
        name=kept["department"],
        version=kept["version"],
        runs_campaigns=kept["runs_campaigns"],
        hours=WorkingHours(
            timezone=kept["timezone"],
            weekdays=tuple(kept["weekdays"]),
            opens_minute=kept["opens_minute"],
            closes_minute=kept["closes_minute"],
        ),
        acknowledge_within_hours=kept["acknowledge_within_hours"],
        act_within_hours=kept["act_within_hours"],
    )
