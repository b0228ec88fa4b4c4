"""What is due is done once by exactly one instance, together with its state and events, and again if it failed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from concert_chassis.fake_clock import FakeClock
from concert_chassis.timers import Timer, Timers
from concert_chassis.transaction import Transaction, Transactions


class Bell:
    def __init__(self) -> None:
        self.rung: list[datetime] = []
        self.broken = False

    async def ring(self, tx: Transaction) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise RuntimeError("the bell is broken")
        self.rung.append(tx.now)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def hourly(transactions: Transactions, clock: FakeClock, bell: Bell) -> Timers:
    return Timers(transactions, [Timer("bell", timedelta(hours=1), bell.ring)], clock=clock, every_s=1)


async def test_an_hourly_timer_first_runs_at_the_next_full_hour(
    hourly: Timers, clock: FakeClock, bell: Bell
) -> None:
    clock.set("2025-03-01T09:20")
    assert await hourly.run_due() == 0
    clock.set("2025-03-01T10:00")
    assert await hourly.run_due() == 1
    assert await hourly.run_due() == 0
    assert bell.rung == [datetime(2025, 3, 1, 10, tzinfo=UTC)]


async def test_what_was_missed_is_made_up_for_once(hourly: Timers, clock: FakeClock, bell: Bell) -> None:
    await hourly.run_due()
    clock.set("2025-03-03T12:30")
    assert [await hourly.run_due(), await hourly.run_due()] == [1, 0]
    clock.set("2025-03-03T13:00")
    assert await hourly.run_due() == 1


async def test_of_two_instances_exactly_one_runs_it(
    hourly: Timers, transactions: Transactions, clock: FakeClock, bell: Bell
) -> None:
    other = Timers(transactions, [Timer("bell", timedelta(hours=1), bell.ring)], clock=clock, every_s=1)
    await hourly.run_due()
    for hour in range(10, 15):
        clock.set(datetime(2025, 3, 1, hour, tzinfo=UTC))
        assert sum(await asyncio.gather(hourly.run_due(), other.run_due(), hourly.run_due())) == 1
    assert len(bell.rung) == 5


async def test_one_that_fails_stays_due_and_does_not_stop_the_others(
    transactions: Transactions, clock: FakeClock, bell: Bell
) -> None:
    sound = Bell()
    bell.broken = True
    both = [Timer("broken", timedelta(hours=1), bell.ring), Timer("sound", timedelta(hours=1), sound.ring)]
    timers = Timers(transactions, both, clock=clock, every_s=1)
    await timers.run_due()
    clock.set("2025-03-01T10:00")
    assert await timers.run_due() == 1
    bell.broken = False
    assert await timers.run_due() == 1
    assert (len(bell.rung), len(sound.rung)) == (1, 1)


async def test_one_that_takes_long_does_not_hold_up_the_others(
    transactions: Transactions, clock: FakeClock, bell: Bell
) -> None:
    begun, once, twice, let_go = (asyncio.Event() for _ in range(4))

    async def take_long(tx: Transaction) -> None:
        begun.set()
        await let_go.wait()

    async def ring(tx: Transaction) -> None:
        await bell.ring(tx)
        (once if len(bell.rung) == 1 else twice).set()

    both = [Timer("long", timedelta(hours=1), take_long), Timer("bell", timedelta(hours=1), ring)]
    timers = Timers(transactions, both, clock=clock, every_s=0.01)
    await timers.run_due()
    clock.set("2025-03-01T10:00")
    running = asyncio.create_task(timers.run())
    try:
        async with asyncio.timeout(20):
            await begun.wait()
            await once.wait()
            clock.set("2025-03-01T11:00")
            await twice.wait()
    finally:
        let_go.set()
        await timers.stop()
        await running
