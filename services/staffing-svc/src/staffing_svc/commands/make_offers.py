"""Offer overtime and time off for a day of a published schedule, so that net staffing comes to zero."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from concert_chassis.transaction import Transaction
from concert_contracts.identity import uuid7

from staffing_svc.commands.net_staffing import net_staffing
from staffing_svc.domain.day_offers import DayNotOfSchedule, DayOffer, OffersInThePast, renewal
from staffing_svc.domain.kept_schedules import KeptSchedule, QueuePart
from staffing_svc.domain.schedule import Offer, offers_for
from staffing_svc.domain.series import Grid
from staffing_svc.store import offers, queues, schedules


@dataclass(frozen=True)
class OfferTerms:
    """The shortest offer that is worth making, and until when it must be answered: its beginning if None."""

    shortest_s: int
    answer_by: datetime | None


async def make_offers(
    tx: Transaction, schedule: KeptSchedule, day: date, terms: OfferTerms
) -> list[DayOffer]:
    """The offers that are out for the day, made or brought up to date, on every queue of the schedule.

    Call it with the schedule locked. Raises `NotPublished`, `DayNotOfSchedule`, `OffersInThePast`, `NotForecast`.
    """
    schedule.must_be_published()
    if terms.answer_by is not None and terms.answer_by <= tx.now:
        raise OffersInThePast("nobody can answer before the offer is made", field="/answer_by")
    parts = await schedules.list_parts(tx, schedule)
    grids = [_rest_of(schedule, part, day, tx.now) for part in parts]
    made: list[DayOffer] = []
    for part, grid in zip(parts, grids, strict=True):
        made += await renew_offers(tx, schedule, part.asked.queue, day, grid, terms)
    return made


async def renew_offers(
    tx: Transaction, schedule: KeptSchedule, queue: str, day: date, grid: Grid, terms: OfferTerms
) -> list[DayOffer]:
    """One queue's offers of the day brought to what its net staffing asks for now, over the rest of the day."""
    found = await net_staffing(tx, await queues.get(tx, queue), grid)
    shortest = min(max(-(-terms.shortest_s // grid.interval_s), 1), grid.count)
    wanted = offers_for(found.net, shortest=shortest)
    out = await offers.list_standing(tx, schedule.schedule_id, day, queue)
    change = renewal(out, wanted, grid)
    standing = [_with_terms(one, terms) for one in change.standing]
    for one in standing:
        await offers.set_places(tx, one)
    await offers.close(tx, [one.offer_id for one in change.closed])
    new = _new(tx, schedule, queue, day, grid, terms, change.new)
    await offers.add(tx, new)
    return sorted([*standing, *new], key=lambda one: (one.starts_at, one.offer_id))


async def renew_after_answer(tx: Transaction, schedule: KeptSchedule, offer: DayOffer) -> None:
    """What is left of the day's offers on the queue, once one was accepted."""
    for part in await schedules.list_parts(tx, schedule):
        if part.asked.queue == offer.queue:
            grid = _rest_of(schedule, part, offer.day, tx.now)
            limit = None if offer.answer_by == offer.starts_at else offer.answer_by
            terms = OfferTerms(offer.shortest_s, limit)
            await renew_offers(tx, schedule, offer.queue, offer.day, grid, terms)


def _rest_of(schedule: KeptSchedule, part: QueuePart, day: date, now: datetime) -> Grid:
    """The intervals of a local day of the schedule that have not begun."""
    zone = ZoneInfo(schedule.timezone)
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    whole = part.asked.grid
    of_day = [index for index in range(whole.count) if begins <= whole.at(index) < ends]
    if not of_day:
        raise DayNotOfSchedule(
            f"the schedule is of {schedule.starts_at.astimezone(zone):%Y-%m-%d} to "
            f"{schedule.ends_at.astimezone(zone):%Y-%m-%d}",
            field="/day",
        )
    ahead = [index for index in of_day if whole.at(index) >= now]
    if not ahead:
        raise OffersInThePast(f"every interval of {day} has begun", field="/day")
    return Grid(whole.at(ahead[0]), whole.interval_s, len(ahead))


def _with_terms(offer: DayOffer, terms: OfferTerms) -> DayOffer:
    return replace(offer, answer_by=_answer_by(offer.starts_at, terms))


def _answer_by(starts_at: datetime, terms: OfferTerms) -> datetime:
    return starts_at if terms.answer_by is None else min(starts_at, terms.answer_by)


def _new(
    tx: Transaction,
    schedule: KeptSchedule,
    queue: str,
    day: date,
    grid: Grid,
    terms: OfferTerms,
    wanted: Sequence[Offer],
) -> list[DayOffer]:
    return [
        DayOffer(
            offer_id=uuid7(tx.now),
            schedule_id=schedule.schedule_id,
            queue=queue,
            day=day,
            kind=one.kind,
            starts_at=grid.at(one.first),
            ends_at=grid.at(one.first + one.length),
            places=one.places,
            shortest_s=terms.shortest_s,
            answer_by=_answer_by(grid.at(one.first), terms),
            made_at=tx.now,
            made_by=tx.actor,
        )
        for one in wanted
    ]
