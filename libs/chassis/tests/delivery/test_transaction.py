"""State and events commit together or not at all, and each event knows where it comes from."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import sleep
from uuid import UUID

import pytest
from concert_chassis.bus.header_text import headers_from_text
from concert_chassis.liveness import SIGN_OF_LIFE_S
from concert_chassis.testing import emitted, enveloped
from concert_chassis.transaction import NotTheOwner, Transaction, Transactions
from concert_contracts import codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.envelope import Envelope
from concert_contracts.staffing import StaffingPlanWithdrawn

Cancelled = Callable[..., CampaignCancelled]
NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)


class LostCourage(Exception):
    """What a command may raise after it has written and spoken."""


async def published(transactions: Transactions) -> list[Envelope]:
    """What the outbox holds, in the order in which it will be sent."""
    async with transactions.begin() as tx:
        rows = await (await tx.raw()).fetch("SELECT key, value, headers FROM outbox ORDER BY id")
    return [codec.from_kafka(row[0].encode(), row[1], headers_from_text(row[2])) for row in rows]


async def test_what_a_transaction_says_is_seen_before_it_commits(
    tx: Transaction, cancelled: Cancelled
) -> None:
    tx.emit(cancelled())
    assert emitted(tx) == (cancelled(),)


async def test_only_the_owner_of_an_event_may_say_it(tx: Transaction) -> None:
    withdrawn = StaffingPlanWithdrawn(
        campaign_id=UUID(int=1), campaign_version=1, plan_version=1, withdrawn_at=NOW, reason="cancelled"
    )
    with pytest.raises(NotTheOwner, match="belongs to staffing"):
        tx.emit(withdrawn)


async def test_an_event_is_on_record_with_the_state_it_tells_of(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    async with transactions.begin() as tx:
        await (await tx.raw()).execute("CREATE TABLE campaign (name text)")
        tx.emit(cancelled())
    async with transactions.begin() as tx:
        assert await (await tx.raw()).fetchval("SELECT count(*) FROM campaign") == 0
    assert [envelope.event() for envelope in await published(transactions)] == [cancelled()]


async def test_neither_state_nor_event_remains_when_the_work_fails(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    async def lose_courage() -> None:
        async with transactions.begin() as tx:
            await (await tx.raw()).execute("CREATE TABLE campaign (name text)")
            tx.emit(cancelled())
            raise LostCourage

    with pytest.raises(LostCourage):
        await lose_courage()
    async with transactions.begin() as tx:
        assert await (await tx.raw()).fetchval("SELECT to_regclass('campaign')") is None
    assert await published(transactions) == []


async def test_statements_on_the_raw_connection_belong_to_the_same_transaction(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    async with transactions.begin() as tx:
        raw = await tx.raw()
        first = await raw.fetchval("SELECT pg_current_xact_id()::text")
        await raw.execute("CREATE TABLE note (said text)")
        assert await raw.fetchval("SELECT pg_current_xact_id()::text") == first


async def test_the_events_of_one_campaign_are_counted_from_one_without_gaps(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    for versions in ((1, 2), (3,)):
        async with transactions.begin() as tx:
            for version in versions:
                tx.emit(cancelled(1, version))
            tx.emit(cancelled(2, versions[0]))
    heard = [
        (envelope.partitionkey[-1], envelope.sequence, envelope.event())
        for envelope in await published(transactions)
    ]
    assert [item for item in heard if item[0] == "1"] == [("1", n, cancelled(1, n)) for n in (1, 2, 3)]
    assert [item[1] for item in heard if item[0] == "2"] == [1, 2]


async def test_speakers_at_the_same_time_get_their_numbers_in_the_order_of_their_commits(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    async def speak(version: int) -> None:
        async with transactions.begin() as tx:
            await asyncio.sleep(0)
            for campaign in (version % 3, 7, (version + 1) % 3):
                tx.emit(cancelled(campaign, version))

    await asyncio.gather(*(speak(version) for version in range(1, 11)))
    numbers: dict[str, list[int]] = {}
    for envelope in await published(transactions):
        numbers.setdefault(envelope.partitionkey, []).append(envelope.sequence)
    assert all(seen == list(range(1, len(seen) + 1)) for seen in numbers.values())
    assert sum(len(seen) for seen in numbers.values()) == 30


async def test_an_event_carries_what_led_to_it_and_the_story_it_belongs_to(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    cause = enveloped(cancelled(9), now=NOW)
    async with transactions.begin(cause=cause) as tx:
        tx.emit(cancelled())
    [said] = await published(transactions)
    assert (said.correlationid, said.causationid) == (cause.correlationid, str(cause.id))
    assert (said.source, said.subject, said.time, said.recordedtime) == (
        "/concert/campaign-svc",
        str(UUID(int=1)),
        NOW,
        NOW,
    )


async def test_the_first_event_of_a_request_begins_the_story_of_the_others(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    async with transactions.begin() as tx:
        tx.emit(cancelled(1))
        tx.emit(cancelled(2))
    first, second = await published(transactions)
    assert {first.correlationid, second.correlationid, second.causationid} == {str(first.id)}


async def test_what_an_outside_system_said_keeps_its_own_id_time_and_number(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    theirs = enveloped(cancelled(), now=datetime(2025, 2, 28, 17, tzinfo=UTC), sequence=0)
    async with transactions.begin() as tx:
        tx.pass_on(theirs)
    assert await published(transactions) == [theirs]


async def test_a_computation_of_seconds_does_not_lose_its_transaction(
    transactions: Transactions, cancelled: Cancelled
) -> None:
    def answer(question: str, *, slowly_s: float) -> str:
        sleep(slowly_s)
        return question.replace("?", "!")

    async with transactions.begin() as tx:
        raw = await tx.raw()
        silence_ms = round(3 * SIGN_OF_LIFE_S * 1000)
        await raw.execute(f"SET LOCAL idle_in_transaction_session_timeout = {silence_ms}")
        assert await tx.compute(answer, "done?", slowly_s=4 * SIGN_OF_LIFE_S) == "done!"
        tx.emit(cancelled())
    assert len(await published(transactions)) == 1


async def test_what_a_computation_refuses_reaches_who_asked_for_it(transactions: Transactions) -> None:
    def refuse() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with transactions.begin() as tx:
            await tx.compute(refuse)
