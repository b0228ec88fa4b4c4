"""How many contacts came for which reason, by whatever people ask for, with what each was counted as then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import ColumnElement, Date, Text, case, cast, func, literal, select, true, tuple_

from insight_svc.domain.failure_demand import FailureDemand
from insight_svc.domain.reasons import UNCLEAR
from insight_svc.store.tables import CONTACT, REASON

Dimension = Literal["reason", "campaign", "queue", "day"]
NO_CAMPAIGN = ""


@dataclass(frozen=True, slots=True)
class Selected:
    """Contacts that started in [since, until); None narrows nothing."""

    since: datetime
    until: datetime
    campaign_id: UUID | None = None
    queue: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """`key` has one text per dimension, in their order; a campaign that is not known is the empty text."""

    key: tuple[str, ...]
    demand: FailureDemand


async def list_after(
    tx: Transaction,
    selected: Selected,
    *,
    by: Sequence[Dimension],
    after: tuple[str, ...] | None,
    limit: int,
) -> list[ReasonCount]:
    """Counts by the dimensions, in the order of their values; with no dimension one count of all."""
    day = cast(func.timezone("UTC", CONTACT.c.started_at), Date)
    dimensions: dict[Dimension, ColumnElement[str]] = {
        "reason": func.coalesce(CONTACT.c.reason, literal(UNCLEAR)),
        "campaign": func.coalesce(cast(CONTACT.c.campaign_id, Text), literal(NO_CAMPAIGN)),
        "queue": CONTACT.c.queue,
        "day": cast(day, Text),
    }
    decided = _decided(day)
    contacts = (
        select(
            *(dimensions[name].collate("C").label(name) for name in by), decided.c.demand_type.label("demand")
        )
        .select_from(CONTACT.outerjoin(decided, true()))
        .where(*_conditions(selected))
        .subquery()
    )
    keys = [contacts.c[name] for name in by]
    kind = func.coalesce(contacts.c.demand, literal("unknown"))
    query = select(
        *keys,
        *(
            func.count(case((kind == name, 1))).label(f"{name}_contacts")
            for name in ("value", "failure", "unknown")
        ),
    )
    if by:
        query = query.group_by(*keys).order_by(*keys).limit(limit)
        if after is not None:
            query = query.where(tuple_(*keys) > after)
    return [_count(tuple(row)[: len(by)], row) for row in await tx.execute(query)]


def _decided(day: ColumnElement[date]) -> Any:
    """The newest decision on the contact's reason that holds on its day."""
    return (
        select(REASON.c.demand_type)
        .where(
            REASON.c.code == CONTACT.c.reason,
            REASON.c.effective_from <= day,
            (REASON.c.effective_to.is_(None)) | (REASON.c.effective_to > day),
        )
        .order_by(REASON.c.version.desc())
        .limit(1)
        .lateral("decided")
    )


def _conditions(selected: Selected) -> list[ColumnElement[bool]]:
    conditions = [CONTACT.c.started_at >= selected.since, CONTACT.c.started_at < selected.until]
    if selected.campaign_id is not None:
        conditions.append(CONTACT.c.campaign_id == selected.campaign_id)
    if selected.queue is not None:
        conditions.append(CONTACT.c.queue == selected.queue)
    if selected.reason is not None:
        conditions.append(func.coalesce(CONTACT.c.reason, literal(UNCLEAR)) == selected.reason)
    return conditions


def _count(key: tuple[str, ...], row: Any) -> ReasonCount:
    demand = FailureDemand(
        value=row.value_contacts, failure=row.failure_contacts, unknown=row.unknown_contacts
    )
    return ReasonCount(key, demand)
