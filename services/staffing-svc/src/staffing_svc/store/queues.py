"""Queues and their figures."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from concert_chassis.transaction import Transaction
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.erlang.service_level import ServiceLevelVariant
from staffing_svc.domain.losses.levers import StaffingLever
from staffing_svc.domain.queues import Balking, Deferred, Like, Promise, Queue, UnknownQueue
from staffing_svc.store.tables import QUEUES


async def find(tx: Transaction, name: str) -> Queue | None:
    row = (await tx.execute(select(QUEUES).where(QUEUES.c.queue == name))).mappings().one_or_none()
    return None if row is None else _queue(row["queue"], row["version"], row["settings"])


async def lock(tx: Transaction, name: str) -> Queue | None:
    query = select(QUEUES).where(QUEUES.c.queue == name).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _queue(row["queue"], row["version"], row["settings"])


async def get(tx: Transaction, name: str) -> Queue:
    found = await find(tx, name)
    if found is None:
        raise UnknownQueue(
            f"no queue {name!r} is known: load its history or set it up with PUT /queues/{name}",
            field="/queue",
        )
    return found


async def find_many(tx: Transaction, names: list[str]) -> dict[str, Queue]:
    rows = (await tx.execute(select(QUEUES).where(QUEUES.c.queue.in_(names)))).mappings()
    return {row["queue"]: _queue(row["queue"], row["version"], row["settings"]) for row in rows}


async def list_after(tx: Transaction, *, after: str, limit: int) -> list[Queue]:
    rows = await tx.execute(
        select(QUEUES).where(QUEUES.c.queue > after).order_by(QUEUES.c.queue).limit(limit)
    )
    return [_queue(row["queue"], row["version"], row["settings"]) for row in rows.mappings()]


async def put(tx: Transaction, queue: Queue) -> None:
    settings = asdict(queue)
    del settings["name"], settings["version"]
    values = {
        "version": queue.version,
        "settings": settings,
        "changed_at": tx.now,
        "refresh_due_at": tx.now,
    }
    await tx.execute(
        insert(QUEUES)
        .values(queue=queue.name, **values)
        .on_conflict_do_update(index_elements=[QUEUES.c.queue], set_=values)
    )


async def lock_due(tx: Transaction, *, limit: int) -> list[Queue]:
    """Queues whose forecast is due to be made anew, in any order: one that fails again and again stops no other."""
    due = select(QUEUES).where(QUEUES.c.refresh_due_at <= tx.now)
    rows = await tx.execute(due.order_by(func.random()).limit(limit).with_for_update())
    return [_queue(row["queue"], row["version"], row["settings"]) for row in rows.mappings()]


async def set_due(tx: Transaction, names: list[str], at: datetime) -> None:
    await tx.execute(update(QUEUES).where(QUEUES.c.queue.in_(names)).values(refresh_due_at=at))


def _queue(name: str, version: int, settings: dict[str, Any]) -> Queue:
    levers, balking = settings.get("levers"), settings.get("balking")
    return Queue(
        name=name,
        version=version,
        timezone=settings["timezone"],
        country=settings["country"],
        interval_s=settings["interval_s"],
        opening=tuple(tuple((span[0], span[1]) for span in spans) for spans in settings["opening"]),
        promise=_promise(settings["promise"]),
        handle_s=settings["handle_s"],
        patience_s=settings["patience_s"],
        shrinkage_share=settings["shrinkage_share"],
        redial_share=settings["redial_share"],
        value_per_contact_minor=settings["value_per_contact_minor"],
        agent_cost_minor=settings.get("agent_cost_minor", 0),
        currency=settings["currency"],
        value_se_minor=settings.get("value_se_minor", 0),
        levers=None if levers is None else tuple(StaffingLever(**lever) for lever in levers),
        balking=None if balking is None else Balking(**balking),
        deferred=_deferred(settings.get("deferred")),
        like=_like(settings.get("like")),
    )


def _deferred(kept: dict[str, float] | None) -> Deferred | None:
    return None if kept is None else Deferred(kept["deadline_s"])


def _like(kept: dict[str, Any] | None) -> Like | None:
    return None if kept is None else Like(kept["queue"], kept["scale"])


def _promise(kept: dict[str, Any]) -> Promise:
    """Figures that were kept before a part of the promise could be set have its usual value."""
    usual = Promise()
    return Promise(
        service_level_share=kept["service_level_share"],
        within_s=kept["within_s"],
        variant=ServiceLevelVariant(kept.get("variant", usual.variant)),
        max_asa_s=kept.get("max_asa_s"),
        max_abandonment_share=kept["max_abandonment_share"],
        max_occupancy_share=kept["max_occupancy_share"],
    )
