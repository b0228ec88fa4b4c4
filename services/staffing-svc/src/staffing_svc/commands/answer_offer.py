"""Take note of what somebody says to an offer; who accepts works more or less from then on, in every plan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from concert_chassis.transaction import Transaction
from concert_contracts.identity import uuid7

from staffing_svc.commands.make_offers import renew_after_answer
from staffing_svc.commands.replan_queue import replan_stretch
from staffing_svc.domain.day_offers import Answer, AnsweredOtherwise, DayOffer, OfferAnswer
from staffing_svc.domain.kept_schedules import KeptSchedule
from staffing_svc.domain.schedule import OfferKind, ScheduleRules
from staffing_svc.domain.working_hours import (
    Span,
    WorkingHours,
    check_overtime,
    check_person,
    check_time_off,
)
from staffing_svc.store import offers, schedules, shift_rules, shifts, staff_changes
from staffing_svc.store.staff_changes import StaffChange

AROUND = timedelta(days=2)
"""Shifts so far away may still stand too near for rest."""


async def answer_offer(tx: Transaction, offer_id: UUID, person: str, answer: Answer) -> DayOffer:
    """The offer with the answer; the same answer again changes nothing.

    Raises `UnknownOffer`, `AnsweredOtherwise`, `OfferTaken`, `OfferClosed`, `OfferExpired`, `UnknownPerson`,
    `CannotTake`.
    """
    schedule = await schedules.lock(tx, (await offers.get(tx, offer_id)).schedule_id)
    offer = await offers.get(tx, offer_id)
    known = offer.answer_of(person)
    if known is not None:
        if known.answer is not answer:
            raise AnsweredOtherwise(f"{person} has {known.answer} this offer already", field="/person")
        return offer
    offer.check(answer, tx.now)
    rules = (await shift_rules.get(tx, schedule.team, schedule.rules_version)).as_rules()
    check_person(person, rules)
    given = OfferAnswer(uuid7(tx.now), person, answer, answered_at=tx.now, answered_by=tx.actor)
    moved = await _moved(tx, schedule, rules, offer, person) if answer is Answer.ACCEPTED else []
    await offers.add_answer(tx, offer, given)
    if answer is Answer.ACCEPTED:
        await staff_changes.add(tx, [_change(offer, given, span) for span in moved])
        await renew_after_answer(tx, schedule, offer)
        await replan_stretch(tx, offer.queue, offer.starts_at, offer.ends_at)
    return await offers.get(tx, offer_id)


async def _moved(
    tx: Transaction, schedule: KeptSchedule, rules: ScheduleRules, offer: DayOffer, person: str
) -> Sequence[Span]:
    """When there is one more, or one less, at work if the person accepts."""
    zone = ZoneInfo(schedule.timezone)
    since, until = offer.starts_at - AROUND, offer.ends_at + AROUND
    hours = await working_hours(tx, person, since, until, timezone=schedule.timezone)
    span = (offer.starts_at.astimezone(zone), offer.ends_at.astimezone(zone))
    if offer.kind is OfferKind.TIME_OFF:
        return check_time_off(hours, offer.queue, span)
    check_overtime(hours, rules, offer.queue, span)
    return [span]


async def working_hours(
    tx: Transaction, person: str, since: datetime, until: datetime, *, timezone: str
) -> WorkingHours:
    """By every published schedule, whichever team's."""
    worked = await shifts.list_worked_by(tx, [person], since, until, timezone=timezone)
    moves = await offers.list_moves(tx, None, [person], since, until)
    return WorkingHours(person, tuple(worked.get(person, ())), tuple(moves.get(person, ())))


def _change(offer: DayOffer, given: OfferAnswer, span: Span) -> StaffChange:
    more = offer.kind is OfferKind.OVERTIME
    return StaffChange(
        cause_id=given.answer_id,
        kind="overtime" if more else "time_off",
        queue=offer.queue,
        starts_at=span[0],
        ends_at=span[1],
        agents=1.0 if more else -1.0,
    )
