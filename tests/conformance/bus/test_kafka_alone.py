"""What only the bus on Kafka has to do: live through a broker's death, and read what other programs wrote."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from bus_records import ENOUGH_S, a_group, a_stream, numbers_by_key, outgoing, take, take_all
from concert_chassis.bus.kafka import KafkaBus
from concert_chassis.bus.kafka.timing import KafkaTiming
from concert_chassis.bus.protocol import BusUnavailable

BROKER = Path(__file__).parents[3] / "deploy" / "kafka" / "broker.py"
QUICK = KafkaTiming(request_timeout_s=3, connect_timeout_s=3, publish_timeout_s=2, poll_s=0.1, settle_s=0.5)

pytestmark = pytest.mark.kafka


def broker(what: str, data: Path, *options: str) -> str:
    command = [sys.executable, str(BROKER), what, "--data", str(data), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Path]:
    """A broker that a test may stop; its address stays the same over restarts."""
    data = tmp_path / "kafka"
    broker("start", data)
    yield data
    broker("stop", data)


@pytest.fixture
async def kafka(kafka_servers: str) -> AsyncIterator[KafkaBus]:
    bus = KafkaBus(f"kafka://{kafka_servers}")
    await bus.start()
    yield bus
    await bus.close()


async def test_a_broker_that_is_away_is_waited_for_and_nothing_is_lost(own_broker: Path) -> None:
    address = broker("start", own_broker)
    stream, group = a_stream(), a_group()
    bus = KafkaBus(f"kafka://{address}", timing=QUICK)
    await bus.start()
    await bus.ensure_topics([stream])
    async with bus.subscribe(group=group, topics=[stream.name], member="a") as member:
        await bus.publish(outgoing(stream.name, "k", 1))
        found = await take_all(member, 1)

        await asyncio.to_thread(broker, "stop", own_broker)
        with pytest.raises(BusUnavailable):
            await bus.check()
        with pytest.raises(BusUnavailable):
            await bus.publish(outgoing(stream.name, "k", 2))

        with pytest.raises(BusUnavailable):
            await KafkaBus(f"kafka://{address}", timing=QUICK).start()

        assert await asyncio.to_thread(broker, "start", own_broker) == address
        await bus.publish(outgoing(stream.name, "k", 2))
        await bus.publish(outgoing(stream.name, "k", 3))
        while len(found) < 3:
            try:
                found += await take_all(member, 3 - len(found))
            except BusUnavailable:
                await asyncio.sleep(0.2)
    assert numbers_by_key(found) == {b"k": [1, 2, 3]}
    await bus.close()


async def test_a_broker_that_lost_everything_gets_its_topics_again(own_broker: Path) -> None:
    address = broker("start", own_broker)
    stream = a_stream()
    bus = KafkaBus(f"kafka://{address}", timing=QUICK)
    await bus.start()
    await bus.ensure_topics([stream])
    await bus.publish(outgoing(stream.name, "k", 1))
    await asyncio.to_thread(broker, "stop", own_broker)
    await asyncio.to_thread(shutil.rmtree, own_broker / "broker-1")
    assert await asyncio.to_thread(broker, "start", own_broker) == address

    async with asyncio.timeout(ENOUGH_S):
        while True:
            try:
                await bus.publish(outgoing(stream.name, "k", 2))
                break
            except BusUnavailable:
                await asyncio.sleep(0.2)
    async with bus.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        assert [record.value for record in await take(member)] == [b"2"]
    await bus.close()


async def test_records_without_key_value_or_headers_are_read_as_they_are(
    kafka: KafkaBus, kafka_servers: str
) -> None:
    stream = a_stream(1)
    await kafka.ensure_topics([stream])
    other = AIOKafkaProducer(bootstrap_servers=kafka_servers)
    await other.start()
    await other.send_and_wait(stream.name, value=None, key=b"k")
    await other.send_and_wait(stream.name, value=b"v", key=None, headers=[("h", None)])
    await other.stop()
    async with kafka.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = await take_all(member, 2)
    assert [(record.key, record.value, record.headers) for record in found] == [
        (b"k", None, ()),
        (None, b"v", (("h", b""),)),
    ]


async def test_keys_fall_where_every_other_kafka_client_puts_them(
    kafka: KafkaBus, kafka_servers: str
) -> None:
    stream = a_stream(7)
    await kafka.ensure_topics([stream])
    keys = [f"campaign-{number}" for number in range(40)]
    await kafka.publish([record for key in keys for record in outgoing(stream.name, key, 1)])
    other = AIOKafkaProducer(bootstrap_servers=kafka_servers)
    await other.start()
    for key in keys:
        await other.send_and_wait(stream.name, key=key.encode(), value=b"2")
    await other.stop()
    async with kafka.subscribe(group=a_group(), topics=[stream.name], member="a") as member:
        found = await take_all(member, 2 * len(keys))
    assert len({(record.key, record.partition) for record in found}) == len(keys)


async def test_a_member_that_comes_back_in_time_keeps_its_partitions_without_a_rebalance(
    kafka: KafkaBus,
) -> None:
    stream, group = a_stream(), a_group()
    await kafka.ensure_topics([stream])
    await kafka.publish(outgoing(stream.name, "k", 1, 2))
    died = kafka.subscribe(group=group, topics=[stream.name], member="a")
    await died.__aenter__()
    await take(died)
    async with asyncio.timeout(2), kafka.subscribe(group=group, topics=[stream.name], member="a") as back:
        assert [record.value for record in await take(back)] == [b"1", b"2"]
    await died.__aexit__(None, None, None)
