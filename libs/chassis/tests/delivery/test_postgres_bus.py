"""What only the bus on PostgreSQL has: how members share partitions, and forgetting what is older than kept."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from concert_chassis.bus.postgres import PostgresBus
from concert_chassis.bus.postgres.sharing import Member, Place, shared
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_contracts.streams import Stream
from hypothesis import given
from hypothesis import strategies as st

WEEK_LONG = Stream("notes", "conformance", "key", timedelta(days=7), 1)

owners = st.one_of(st.none(), st.integers(1, 6).map(lambda number: UUID(int=number)))
places = st.dictionaries(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 11)), owners, max_size=20)
members = st.sets(st.integers(1, 5), min_size=1).map(
    lambda numbers: [Member(UUID(int=number), frozenset({"a", "b"})) for number in sorted(numbers)]
)


@given(places, members)
def test_every_partition_has_one_member_and_no_member_more_than_a_fair_share(
    held: dict[Place, UUID | None], living: list[Member]
) -> None:
    target = shared(held, living)
    assert set(target) == set(held)
    for topic in ("a", "b"):
        counts = Counter(owner for place, owner in target.items() if place[0] == topic)
        share = -(-sum(counts.values()) // len(living))
        assert all(count <= share for count in counts.values())


@given(places, members)
def test_what_is_shared_stays_as_it_is(held: dict[Place, UUID | None], living: list[Member]) -> None:
    target = shared(held, living)
    assert shared(dict(target), living) == target


@pytest.fixture
async def bus(databases: Databases, clock: FakeClock) -> AsyncIterator[PostgresBus]:
    bus = PostgresBus(await databases.empty(), clock)
    await bus.start()
    yield bus
    await bus.close()


async def test_what_is_older_than_its_topic_keeps_is_forgotten_and_reading_goes_on_behind_it(
    bus: PostgresBus, clock: FakeClock
) -> None:
    await bus.ensure_topics([WEEK_LONG])
    for value in (b"old", b"also old", b"new"):
        await bus.publish([Outgoing("notes", b"k", value, ())])
        clock.advance(timedelta(days=4))
    await bus.forget_old()
    async with bus.subscribe(group="late", topics=["notes"], member="one") as member:
        records = await member.take(max_records=10, linger_s=0)
    assert [(record.offset, record.value) for record in records] == [(2, b"new")]
