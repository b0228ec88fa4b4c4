"""Intervals loaded in bulk are history; those of the last days are judged as if they had been reported."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurge
from staffing_builders import MONDAY, a_day, a_watched_queue, from_ten_to_two, said
from staffing_svc.commands.load_history import HistoryRefused, load_history
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import intervals, queues


def as_intervals() -> list[Interval]:
    names = set(asdict(Interval("sales", MONDAY, 1800, 0)))
    return [
        Interval(**{name: value for name, value in dict(one).items() if name in names})
        for one in a_day(from_ten_to_two())
    ]


async def test_yesterdays_file_shows_yesterdays_surge(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY + timedelta(days=1)
    await load_history(tx, as_intervals(), timezone="UTC")
    assert [event.since for event in said(tx, VolumeSurge)] == [MONDAY.replace(hour=10)]


async def test_a_file_of_last_month_alarms_nobody(tx: Transaction) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY + timedelta(days=30)
    await load_history(tx, as_intervals(), timezone="UTC")
    assert said(tx, VolumeSurge) == []


async def test_the_usual_length_of_a_new_queues_intervals_becomes_its_own(tx: Transaction) -> None:
    quarters = [Interval("new", MONDAY - timedelta(minutes=15 * n), 900, 5) for n in range(4, 8)]
    tx.now = MONDAY
    loaded = await load_history(
        tx, [*quarters, Interval("new", MONDAY - timedelta(days=1), 1800, 5)], timezone="UTC"
    )
    assert (loaded.stored, loaded.new_queues) == (5, ("new",))
    assert (await queues.get(tx, "new")).interval_s == 900


async def test_nothing_is_loaded_when_one_interval_cannot_be_true(tx: Transaction) -> None:
    tx.now = MONDAY + timedelta(days=1)
    with pytest.raises(HistoryRefused, match="interval 1: answered"):
        await load_history(
            tx,
            [Interval("new", MONDAY, 1800, 5), Interval("new", MONDAY, 1800, 5, answered=6)],
            timezone="UTC",
        )
    assert await intervals.list_between(tx, "new", MONDAY, tx.now) == []
