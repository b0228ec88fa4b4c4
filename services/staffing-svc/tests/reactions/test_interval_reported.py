"""What the center does with what the telephony system counted: written down, judged, told when it is a surge."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.quantities import ShareRange
from concert_contracts.staffing import (
    OpportunityLost,
    SurgeCause,
    VolumeSurge,
    VolumeSurgeEnded,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staffing_builders import MONDAY, a_day, a_watched_queue, counted, from_ten_to_two, report, said
from staffing_svc.domain.surges import Surge
from staffing_svc.reactions.interval_reported import on_interval_reported
from staffing_svc.store import intervals, losses, queues, surges

TEN = MONDAY.replace(hour=10)


def nothing_known(causes: tuple[SurgeCause, ...]) -> tuple[SurgeCause, ...]:
    """Everything unexplained; how low that share may be is a computed figure."""
    return (
        SurgeCause(
            kind="unexplained",
            campaign_id=None,
            business_event_id=None,
            label="unexplained",
            share=ShareRange(low=causes[0].share.low, likely=1.0, high=1.0),
            evidence=(),
        ),
    )


def told_of(found: list[Surge]) -> list[tuple[object, ...]]:
    return [
        (one.since, one.ended_at, round(one.expected_contacts, 6), one.observed_contacts)
        for one in sorted(found, key=lambda one: one.since)
        if one.ended_at != one.since
    ]


async def known_surges(tx: Transaction) -> list[tuple[object, ...]]:
    return told_of(await surges.find_since(tx, "sales", MONDAY - timedelta(days=1)))


async def test_a_surge_is_told_at_its_first_interval_and_when_it_is_over(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day(from_ten_to_two()))
    begun, ended = emitted(tx)
    assert isinstance(begun, VolumeSurge)
    assert isinstance(ended, VolumeSurgeEnded)
    assert begun == VolumeSurge(
        surge_id=begun.surge_id,
        queue="sales",
        interval_s=1800,
        since=TEN,
        detected_at=TEN + timedelta(minutes=30),
        expected_contacts=begun.expected_contacts,
        observed_contacts=160,
        uplift_share=begun.uplift_share,
        false_alarms_per_week=begun.false_alarms_per_week,
        causes=nothing_known(begun.causes),
    )
    assert begun.expected_contacts == pytest.approx(100, rel=0.01)
    assert begun.uplift_share.likely == pytest.approx(0.6, abs=0.02)
    # Log-normal with the counting error of 160 contacts: 1.6 exp(+-1.96 / sqrt(160)) - 1.
    assert begun.uplift_share.low == pytest.approx(0.370, abs=0.03)
    assert begun.uplift_share.high == pytest.approx(0.868, abs=0.03)
    assert begun.false_alarms_per_week < 1
    assert ended == VolumeSurgeEnded(
        surge_id=begun.surge_id,
        queue="sales",
        since=TEN,
        ended_at=MONDAY.replace(hour=14),
        expected_contacts=ended.expected_contacts,
        observed_contacts=8 * 160,
        excess_contacts=ended.excess_contacts,
        causes=nothing_known(ended.causes),
    )
    assert ended.expected_contacts == pytest.approx(800, rel=0.01)
    assert ended.excess_contacts == pytest.approx(480, rel=0.02)


async def test_a_day_as_expected_is_written_down_and_nothing_is_told(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day())
    assert emitted(tx) == ()
    kept = await intervals.list_between(tx, "sales", MONDAY, MONDAY + timedelta(days=1))
    assert [one.offered for one in kept] == [100] * 24


async def test_the_same_report_twice_is_judged_once(tx: Transaction) -> None:
    await a_watched_queue(tx)
    quiet = [one for one in a_day() if one.started_at < TEN]
    await report(tx, *quiet)
    tx.now = TEN + timedelta(minutes=30)
    envelope = enveloped(counted(160, at=TEN), now=tx.now)
    await deliver(tx, on_interval_reported, envelope, envelope)
    await deliver(tx, on_interval_reported, counted(160, at=TEN))
    assert [type(event) for event in emitted(tx)] == [VolumeSurge]


@asynccontextmanager
async def thrown_away(tx: Transaction) -> AsyncIterator[None]:
    """What happens inside is forgotten, the time of day too."""
    before, inside = tx.now, (await tx.raw()).transaction()
    await inside.start()
    try:
        yield
    finally:
        await inside.rollback()
        tx.now = before


def one_long_and_one_short(at: datetime) -> int:
    return 60 if 10 <= at.hour < 12 else 90 if at.hour == 16 else 0


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(range(24)),
    again=st.lists(st.integers(0, 23), max_size=6),
    wrong=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 400)), max_size=4),
)
async def test_any_order_repetition_and_correction_of_a_day_lead_to_the_same_surges(
    tx: Transaction, order: list[int], again: list[int], wrong: list[tuple[int, int]]
) -> None:
    day = a_day(one_long_and_one_short)
    async with thrown_away(tx):
        await a_watched_queue(tx)
        await report(tx, *day)
        expected = await known_surges(tx)
    assert len(expected) == 2
    mistaken = [counted(offered, at=day[number].started_at) for number, offered in wrong]
    async with thrown_away(tx):
        await a_watched_queue(tx)
        await report(tx, *mistaken, *[day[number] for number in (*order, *again)])
        assert await known_surges(tx) == expected


async def test_a_corrected_report_changes_the_surge_that_was_told(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day(from_ten_to_two()))
    eleven = MONDAY.replace(hour=11)
    await report(tx, counted(190, at=eleven))
    corrected = said(tx, VolumeSurgeEnded)[-1]
    assert corrected.surge_id == said(tx, VolumeSurge)[0].surge_id
    assert corrected.observed_contacts == 8 * 160 + 30
    assert len(said(tx, VolumeSurge)) == 1


async def test_a_surge_that_corrected_counts_do_not_bear_out_is_taken_back(tx: Transaction) -> None:
    await a_watched_queue(tx)
    day = a_day(lambda at: 60 if at == TEN else 0, abandoned=lambda at: 40 if at == TEN else 2)
    await report(tx, *day)
    booked = said(tx, OpportunityLost)[0]
    assert booked.observed.likely_minor > 0
    await report(tx, counted(100, at=TEN, abandoned=2))
    assert await known_surges(tx) == []
    ended = said(tx, VolumeSurgeEnded)[-1]
    assert (ended.ended_at, ended.excess_contacts) == (TEN, 0)
    correction = said(tx, OpportunityLost)[-1]
    assert correction == booked.model_copy(
        update={
            "entry_id": correction.entry_id,
            "corrects_entry_id": booked.entry_id,
            "booked_at": tx.now,
            "lost_contacts": 0.0,
            "observed": correction.observed,
            "counterfactual": "Corrected counts show no surge: nothing was lost in it.",
            "by_cause": tuple(p.model_copy(update={"likely_minor": 0}) for p in booked.by_cause),
        }
    )
    assert correction.observed.high_minor == 0


async def test_a_surge_that_was_taken_back_is_not_taken_back_again(tx: Transaction) -> None:
    await a_watched_queue(tx)
    day = a_day(lambda at: 60 if at == TEN else 0)
    await report(tx, *[one for one in day if one.started_at.hour != 9])
    await report(tx, counted(100, at=TEN))
    told = len(emitted(tx))
    await report(tx, *[one for one in day if one.started_at.hour == 9])
    assert len(emitted(tx)) == told


async def test_a_surge_that_counts_bear_out_after_all_is_told_again(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day(lambda at: 60 if at == TEN else 0))
    in_order = await known_surges(tx)
    await report(tx, counted(100, at=TEN))
    assert await known_surges(tx) == []
    await report(tx, counted(160, at=TEN))
    assert await known_surges(tx) == in_order
    assert [one.surge_id for one in said(tx, VolumeSurge)] == [said(tx, VolumeSurge)[0].surge_id] * 2


async def test_a_surge_goes_on_when_a_correction_shows_that_it_never_paused(tx: Transaction) -> None:
    await a_watched_queue(tx)
    until_four = [one for one in a_day(from_ten_to_two()) if one.started_at.hour < 16]
    await report(tx, *until_four)
    assert len(said(tx, VolumeSurgeEnded)) == 1
    for step in range(4):
        await report(tx, counted(170, at=MONDAY.replace(hour=14) + timedelta(minutes=30 * step)))
    (surge,) = await surges.find_since(tx, "sales", MONDAY)
    assert (surge.since, surge.ended_at) == (TEN, None)


async def test_a_surge_ends_when_nothing_is_heard_of_the_queue_any_more(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tuesday = MONDAY + timedelta(days=1)
    await report(tx, *a_day(lambda at: 80 if at.hour >= 19 else 0))
    assert said(tx, VolumeSurgeEnded) == []
    await report(tx, counted(100, at=tuesday.replace(hour=8)))
    (ended,) = said(tx, VolumeSurgeEnded)
    assert ended.ended_at == MONDAY.replace(hour=20)
    assert ended.observed_contacts == 360


async def test_a_corrected_count_of_those_who_gave_up_books_a_correcting_entry(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 40 if 10 <= at.hour < 14 else 2))
    (booked,) = said(tx, OpportunityLost)
    await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=60))
    correction = said(tx, OpportunityLost)[-1]
    assert correction.corrects_entry_id == booked.entry_id
    assert (booked.abandoned, correction.abandoned) == (320, 340)
    assert correction.observed.likely_minor > booked.observed.likely_minor
    assert await losses.find_standing(tx, booked.surge_id) == correction
    before = len(emitted(tx))
    await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=60))
    assert len(emitted(tx)) == before


async def test_reports_that_cannot_be_true_are_kept_apart_and_change_nothing(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY.replace(hour=12)
    await deliver(
        tx,
        on_interval_reported,
        counted(10, at=MONDAY.replace(hour=12)),
        counted(10, at=MONDAY.replace(hour=8), answered=11),
        counted(10, at=MONDAY.replace(hour=8), abandoned=11),
        counted(10, at=MONDAY.replace(hour=8), abandoned=2, short_abandoned=3),
        counted(10, at=MONDAY.replace(hour=8, minute=7)),
        counted(1_000_000_000, at=MONDAY.replace(hour=9)),
        counted(10, at=MONDAY.replace(year=1969)),
        counted(10, at=MONDAY.replace(year=9999, month=12, day=31, hour=23, minute=30)),
        counted(10, at=MONDAY.replace(hour=9), answered=1, handle_time_s=1e9),
        counted(10, at=MONDAY.replace(hour=10)),
    )
    kept = await intervals.list_between(tx, "sales", MONDAY, MONDAY + timedelta(days=1))
    assert [(one.started_at.hour, one.offered) for one in kept] == [(10, 10)]
    raw = await tx.raw()
    fields = await raw.fetch("SELECT field FROM refused_interval ORDER BY refused_id")
    assert [row["field"] for row in fields] == [
        "started_at",
        "answered",
        "abandoned",
        "short_abandoned",
        "started_at",
        "offered",
        "started_at",
        "started_at",
        "handle_time_s",
    ]


async def test_a_queue_nobody_has_set_up_is_known_from_its_first_report(tx: Transaction) -> None:
    tx.now = MONDAY.replace(hour=12)
    await deliver(tx, on_interval_reported, counted(10, at=MONDAY.replace(hour=10)))
    assert (await queues.get(tx, "sales")).interval_s == 1800
    assert emitted(tx) == ()


async def test_intervals_of_another_length_are_kept_but_not_judged(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY.replace(hour=12)
    quarter = counted(900, at=TEN).model_copy(update={"interval_s": 900})
    await deliver(tx, on_interval_reported, quarter)
    assert emitted(tx) == ()
    (kept,) = await intervals.list_between(tx, "sales", MONDAY, MONDAY + timedelta(days=1))
    assert (kept.interval_s, kept.offered) == (900, 900)


async def test_counts_where_nothing_is_expected_break_nothing(tx: Transaction) -> None:
    await a_watched_queue(tx)
    night = [counted(1_000_000, at=MONDAY + timedelta(minutes=30 * index)) for index in range(48)]
    await report(tx, *night)
    begun = said(tx, VolumeSurge)[0]
    assert begun.since == MONDAY
    assert begun.uplift_share.likely <= 1_000_000
