"""Offers of overtime and time off: made for a day of a published schedule, and answered by people."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from concert_chassis.auth import Caller, CallerDep
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Person
from concert_contracts.refusal import Refusal
from fastapi import Query
from pydantic import Field

from staffing_svc.api.center import ANSWERS_OFFERS, PLANS_THE_CENTER, WORKS_IN_THE_CENTER, plans_people
from staffing_svc.api.moments import PlannedDay, PlannedMoment
from staffing_svc.commands.answer_offer import answer_offer
from staffing_svc.commands.make_offers import OfferTerms
from staffing_svc.commands.make_offers import make_offers as make
from staffing_svc.domain.day_offers import Answer, DayOffer
from staffing_svc.domain.schedule import OfferKind
from staffing_svc.store import offers as stored
from staffing_svc.store import schedules

offers = Router(prefix="/v1", tags=["schedule"])


class NotYourOffer(Refusal):
    """An agent answers for themselves; a supervisor or planner may answer for others."""

    code = "not-your-offer"
    status = 403


class OffersBody(RequestBody):
    """The local day of the schedule; `answer_by` is the beginning of each offer if it is left out."""

    day: PlannedDay
    shortest_s: Annotated[int, Field(ge=300, le=86_400)] = 1800
    answer_by: PlannedMoment | None = None


class AnswerBody(RequestBody):
    person: Person


class OfferAnswerAnswer(ResponseBody):
    person: str
    answer: Answer
    answered_at: datetime
    answered_by: str


class OfferState(ResponseBody):
    """`open_places` may still be accepted; an offer that was closed has none."""

    offer_id: UUID
    schedule_id: UUID
    queue: str
    day: date
    kind: OfferKind
    starts_at: datetime
    ends_at: datetime
    places: int
    open_places: int
    answer_by: datetime
    made_at: datetime
    made_by: str
    closed_at: datetime | None
    answers: list[OfferAnswerAnswer]

    @classmethod
    def seen_by(cls, caller: Caller, offer: DayOffer) -> Self:
        """What colleagues have answered is told to those who plan."""
        told = cls.model_validate(offer)
        if plans_people(caller):
            return told
        return told.model_copy(update={"answers": [a for a in told.answers if a.person == caller.subject]})


class OffersAnswer(ResponseBody):
    """The offers that are out; if every open place is accepted, net staffing of the rest of the day is zero."""

    day: date
    offers: list[OfferState]

    @classmethod
    def of(cls, day: date, out: list[DayOffer]) -> Self:
        return cls(day=day, offers=[OfferState.model_validate(one) for one in out])


@offers.post("/schedules/{schedule_id}/offers", status_code=201, dependencies=[PLANS_THE_CENTER])
async def make_offers(schedule_id: UUID, body: OffersBody, tx: TransactionDep) -> OffersAnswer:
    """Make the offers of a day, or bring those that are out up to date with what is known now."""
    known = await schedules.lock(tx, schedule_id)
    return OffersAnswer.of(
        body.day, await make(tx, known, body.day, OfferTerms(body.shortest_s, body.answer_by))
    )


@offers.get("/schedules/{schedule_id}/offers", dependencies=[WORKS_IN_THE_CENTER])
async def list_offers(
    schedule_id: UUID,
    tx: TransactionDep,
    page: PageDep,
    caller: CallerDep,
    day: Annotated[date | None, Query()] = None,
) -> Page[OfferState]:
    """All offers of a schedule by their time, closed ones too, with every answer."""
    await schedules.get(tx, schedule_id)
    found = await stored.list_after(
        tx, schedule_id, day=day, after=page.after(tuple[datetime, UUID]), limit=page.fetch
    )
    return page.page(
        found,
        key=lambda one: (one.starts_at, one.offer_id),
        shown=lambda one: OfferState.seen_by(caller, one),
    )


@offers.get("/offers/{offer_id}", dependencies=[WORKS_IN_THE_CENTER])
async def get_offer(offer_id: UUID, tx: TransactionDep, caller: CallerDep) -> OfferState:
    """One offer with its answers."""
    return OfferState.seen_by(caller, await stored.get(tx, offer_id))


@offers.post("/offers/{offer_id}/acceptance", dependencies=[ANSWERS_OFFERS])
async def accept_offer(offer_id: UUID, body: AnswerBody, tx: TransactionDep, caller: CallerDep) -> OfferState:
    """Take a place; the schedule and the other offers of the day change with it. The same again changes nothing."""
    _may_answer_for(body.person, caller)
    return OfferState.seen_by(caller, await answer_offer(tx, offer_id, body.person, Answer.ACCEPTED))


@offers.post("/offers/{offer_id}/refusal", dependencies=[ANSWERS_OFFERS])
async def decline_offer(
    offer_id: UUID, body: AnswerBody, tx: TransactionDep, caller: CallerDep
) -> OfferState:
    """Let an offer go; its places stay open to others. The same again changes nothing."""
    _may_answer_for(body.person, caller)
    return OfferState.seen_by(caller, await answer_offer(tx, offer_id, body.person, Answer.DECLINED))


def _may_answer_for(person: str, caller: Caller) -> None:
    if person != caller.subject and not plans_people(caller):
        raise NotYourOffer(f"you answer for {caller.subject}, not for {person}", field="/person")
