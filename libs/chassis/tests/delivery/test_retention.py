"""Old days go as a whole, but never what is not yet published, and nothing of what is kept is lost."""

from collections.abc import Callable
from datetime import timedelta

from concert_chassis.databases import Migrated
from concert_chassis.fake_clock import FakeClock
from concert_chassis.retention import Kept, Retention
from concert_chassis.testing import deliver, enveloped
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.campaign import CampaignCancelled

Cancelled = Callable[..., CampaignCancelled]
KEPT = Kept(outbox_days=3, inbox_days=10)


async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    return None


async def partitions(transactions: Transactions, table: str) -> list[str]:
    async with transactions.begin() as tx:
        rows = await (await tx.raw()).fetch(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::text::regclass", table
        )
    return sorted(row[0].removeprefix(f"{table}_") for row in rows)


async def count(transactions: Transactions, table: str) -> int:
    async with transactions.begin() as tx:
        return int(await (await tx.raw()).fetchval(f"SELECT count(*) FROM {table}"))


def retention(transactions: Transactions, clock: FakeClock) -> Retention:
    return Retention(transactions, clock=clock, kept=KEPT, every_s=3600)


async def test_partitions_are_ready_before_their_day_comes(
    transactions: Transactions, clock: FakeClock, service: Migrated
) -> None:
    await retention(transactions, clock).tidy()
    for table in ("outbox", "inbox"):
        assert await partitions(transactions, table) == ["20250301", "20250302", "20250303", "default"]


async def test_events_said_before_their_day_had_a_partition_are_moved_into_it(
    transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    async with transactions.begin() as tx:
        tx.emit(cancelled())
        await deliver(tx, on_cancelled, enveloped(cancelled(2), now=tx.now))
    assert await count(transactions, "outbox_default") == await count(transactions, "inbox_default") == 1
    await retention(transactions, clock).tidy()
    assert await count(transactions, "outbox_20250301") == await count(transactions, "inbox_20250301") == 1


async def test_an_old_day_is_dropped_once_all_of_it_is_published(
    transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    tidying = retention(transactions, clock)
    await tidying.tidy()
    async with transactions.begin() as tx:
        tx.emit(cancelled())
    clock.advance(timedelta(days=5))
    await tidying.tidy()
    assert "20250301" in await partitions(transactions, "outbox")
    assert await count(transactions, "outbox") == 1
    async with transactions.begin() as tx:
        await (await tx.raw()).execute("UPDATE outbox SET published_at = $1", tx.now)
    await tidying.tidy()
    assert await partitions(transactions, "outbox") == [
        "20250303",
        "20250306",
        "20250307",
        "20250308",
        "default",
    ]


async def test_handled_events_are_known_for_longer_than_they_can_arrive_again(
    transactions: Transactions, clock: FakeClock, cancelled: Cancelled
) -> None:
    tidying = retention(transactions, clock)
    await tidying.tidy()
    async with transactions.begin() as tx:
        await deliver(tx, on_cancelled, cancelled())
    for days, known in ((9, 1), (2, 0)):
        clock.advance(timedelta(days=days))
        await tidying.tidy()
        assert await count(transactions, "inbox") == known
