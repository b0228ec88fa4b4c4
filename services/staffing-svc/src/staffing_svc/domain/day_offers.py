"""Offers of overtime and time off that are out for a day, who answered what, and what is left after an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from concert_contracts.refusal import Refusal

from staffing_svc.domain.schedule import Offer, OfferKind, OfferRound
from staffing_svc.domain.series import Grid


class UnknownOffer(Refusal):
    """No offer has this id."""

    code = "unknown-offer"
    status = 404


class OfferTaken(Refusal):
    """Others were faster: every place is taken."""

    code = "offer-taken"
    status = 409


class OfferClosed(Refusal):
    """The offer no longer stands, because what it was meant to mend has changed."""

    code = "offer-closed"
    status = 409


class OfferExpired(Refusal):
    """It had to be answered earlier."""

    code = "offer-expired"
    status = 409


class AnsweredOtherwise(Refusal):
    """The person has answered this offer already, and otherwise."""

    code = "answered-otherwise"
    status = 409


class OffersInThePast(Refusal):
    """Nobody can work more or less at a time that has begun."""

    code = "offers-in-the-past"
    status = 409


class DayNotOfSchedule(Refusal):
    """The schedule has no interval on this day."""

    code = "day-not-of-schedule"
    status = 409


class Answer(StrEnum):
    """What somebody says to an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class OfferAnswer:
    """One person's answer; the first one stands."""

    answer_id: UUID
    person: str
    answer: Answer
    answered_at: datetime
    answered_by: str


@dataclass(frozen=True)
class DayOffer:
    """`places` people may work more, or go, from `starts_at` until `ends_at`; the first who say so have them."""

    offer_id: UUID
    schedule_id: UUID
    queue: str
    day: date
    kind: OfferKind
    starts_at: datetime
    ends_at: datetime
    places: int
    shortest_s: int
    answer_by: datetime
    made_at: datetime
    made_by: str
    closed_at: datetime | None = None
    answers: tuple[OfferAnswer, ...] = ()

    @property
    def taken(self) -> int:
        return sum(one.answer is Answer.ACCEPTED for one in self.answers)

    @property
    def open_places(self) -> int:
        """How many may still accept."""
        return 0 if self.closed_at else max(self.places - self.taken, 0)

    def answer_of(self, person: str) -> OfferAnswer | None:
        return next((one for one in self.answers if one.person == person), None)

    def check(self, answer: Answer, now: datetime) -> None:
        """Raises `OfferTaken`, `OfferClosed`, `OfferExpired`."""
        if answer is Answer.ACCEPTED and self.taken >= self.places:
            raise OfferTaken(f"all {self.places} places of this offer are taken", field="/offer_id")
        if self.closed_at is not None:
            raise OfferClosed("this offer no longer stands: look at the others of the day", field="/offer_id")
        if now > self.answer_by:
            raise OfferExpired(
                f"this offer had to be answered by {self.answer_by:%Y-%m-%dT%H:%MZ}", field="/offer_id"
            )


@dataclass(frozen=True)
class Renewal:
    """What to do with the offers that are out: those that stand (with their places), those to close, new ones."""

    standing: tuple[DayOffer, ...]
    closed: tuple[DayOffer, ...]
    new: tuple[Offer, ...]


def renewal(out: Sequence[DayOffer], wanted: OfferRound, grid: Grid) -> Renewal:
    """The offers of one queue and day that are out, brought to what is wanted now on the grid.

    An offer that is wanted again for the same time stays, with its answers, and has as many open places as are
    wanted; who has accepted stays accepted.
    """
    by_time = {(one.kind, one.starts_at, one.ends_at): one for one in out}
    standing: list[DayOffer] = []
    new: list[Offer] = []
    for offer in wanted.offers:
        key = (offer.kind, grid.at(offer.first), grid.at(offer.first + offer.length))
        known = by_time.pop(key, None)
        if known is None:
            new.append(offer)
        else:
            standing.append(replace(known, places=known.taken + offer.places))
    return Renewal(tuple(standing), tuple(by_time.values()), tuple(new))
