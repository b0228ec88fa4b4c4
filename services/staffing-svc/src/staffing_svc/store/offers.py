"""Offers of overtime and time off with their answers; nothing of them is ever taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import insert, select, tuple_, update

from staffing_svc.domain.day_offers import Answer, DayOffer, OfferAnswer, UnknownOffer
from staffing_svc.domain.schedule import OfferKind
from staffing_svc.domain.working_hours import Move
from staffing_svc.store.tables import OFFER_ANSWERS, OFFERS, SCHEDULES


async def add(tx: Transaction, offers: Sequence[DayOffer]) -> None:
    for one in offers:
        await tx.execute(
            insert(OFFERS).values(
                offer_id=one.offer_id,
                schedule_id=one.schedule_id,
                queue=one.queue,
                day=one.day,
                kind=one.kind,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                places=one.places,
                shortest_s=one.shortest_s,
                answer_by=one.answer_by,
                made_at=one.made_at,
                made_by=one.made_by,
            )
        )


async def set_places(tx: Transaction, offer: DayOffer) -> None:
    await tx.execute(
        update(OFFERS)
        .where(OFFERS.c.offer_id == offer.offer_id)
        .values(places=offer.places, answer_by=offer.answer_by)
    )


async def close(tx: Transaction, offer_ids: Sequence[UUID]) -> None:
    await tx.execute(update(OFFERS).where(OFFERS.c.offer_id.in_(offer_ids)).values(closed_at=tx.now))


async def close_all(tx: Transaction, schedule_id: UUID) -> None:
    standing = OFFERS.c.schedule_id == schedule_id, OFFERS.c.closed_at.is_(None)
    await tx.execute(update(OFFERS).where(*standing).values(closed_at=tx.now))


async def get(tx: Transaction, offer_id: UUID) -> DayOffer:
    """Raises `UnknownOffer`."""
    rows = (await tx.execute(select(OFFERS).where(OFFERS.c.offer_id == offer_id))).mappings().all()
    if not rows:
        raise UnknownOffer(f"no offer has the id {offer_id}", field="/offer_id")
    return (await _with_answers(tx, rows))[0]


async def list_standing(tx: Transaction, schedule_id: UUID, day: date, queue: str) -> list[DayOffer]:
    """The offers of one day and queue that are out."""
    query = select(OFFERS).where(
        OFFERS.c.schedule_id == schedule_id,
        OFFERS.c.day == day,
        OFFERS.c.queue == queue,
        OFFERS.c.closed_at.is_(None),
    )
    return await _with_answers(tx, (await tx.execute(query)).mappings().all())


async def list_after(
    tx: Transaction,
    schedule_id: UUID,
    *,
    day: date | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[DayOffer]:
    """All of a schedule, closed ones too, by their time."""
    query = (
        select(OFFERS)
        .where(OFFERS.c.schedule_id == schedule_id)
        .order_by(OFFERS.c.starts_at, OFFERS.c.offer_id)
        .limit(limit)
    )
    if day is not None:
        query = query.where(OFFERS.c.day == day)
    if after is not None:
        query = query.where(tuple_(OFFERS.c.starts_at, OFFERS.c.offer_id) > after)
    return await _with_answers(tx, (await tx.execute(query)).mappings().all())


async def add_answer(tx: Transaction, offer: DayOffer, answer: OfferAnswer) -> None:
    await tx.execute(
        insert(OFFER_ANSWERS).values(
            answer_id=answer.answer_id,
            offer_id=offer.offer_id,
            person=answer.person,
            answer=answer.answer,
            answered_at=answer.answered_at,
            answered_by=answer.answered_by,
        )
    )


async def list_accepted(tx: Transaction, schedule_id: UUID) -> list[UUID]:
    """The ids of all acceptances on a schedule."""
    query = (
        select(OFFER_ANSWERS.c.answer_id)
        .join(OFFERS, OFFERS.c.offer_id == OFFER_ANSWERS.c.offer_id)
        .where(OFFERS.c.schedule_id == schedule_id, OFFER_ANSWERS.c.answer == Answer.ACCEPTED)
    )
    return [row.answer_id for row in await tx.execute(query)]


async def list_moves(
    tx: Transaction, team: str | None, people: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[Move]]:
    """What people have accepted for some time of [since, until), on schedules that a team, or any, published."""
    query = (
        select(OFFER_ANSWERS.c.person, OFFERS.c.kind, OFFERS.c.queue, OFFERS.c.starts_at, OFFERS.c.ends_at)
        .join(OFFERS, OFFERS.c.offer_id == OFFER_ANSWERS.c.offer_id)
        .join(SCHEDULES, SCHEDULES.c.schedule_id == OFFERS.c.schedule_id)
        .where(SCHEDULES.c.status == "published", OFFER_ANSWERS.c.answer == Answer.ACCEPTED)
        .where(OFFER_ANSWERS.c.person.in_(people), OFFERS.c.starts_at < until, OFFERS.c.ends_at > since)
        .order_by(OFFERS.c.starts_at)
    )
    if team is not None:
        query = query.where(SCHEDULES.c.team == team)
    found: dict[str, list[Move]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.person, []).append(
            Move(OfferKind(row.kind), row.queue, row.starts_at, row.ends_at)
        )
    return found


async def _with_answers(tx: Transaction, rows: Sequence[Any]) -> list[DayOffer]:
    ids = [row["offer_id"] for row in rows]
    answers: dict[UUID, list[OfferAnswer]] = {}
    query = select(OFFER_ANSWERS).where(OFFER_ANSWERS.c.offer_id.in_(ids))
    for one in (await tx.execute(query.order_by(OFFER_ANSWERS.c.answered_at))).mappings():
        answers.setdefault(one["offer_id"], []).append(
            OfferAnswer(
                answer_id=one["answer_id"],
                person=one["person"],
                answer=Answer(one["answer"]),
                answered_at=one["answered_at"],
                answered_by=one["answered_by"],
            )
        )
    return [_offer(row, answers.get(row["offer_id"], [])) for row in rows]


def _offer(row: Any, answers: Sequence[OfferAnswer]) -> DayOffer:
    return DayOffer(
        offer_id=row["offer_id"],
        schedule_id=row["schedule_id"],
        queue=row["queue"],
        day=row["day"],
        kind=OfferKind(row["kind"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        places=row["places"],
        shortest_s=row["shortest_s"],
        answer_by=row["answer_by"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        closed_at=row["closed_at"],
        answers=tuple(answers),
    )
