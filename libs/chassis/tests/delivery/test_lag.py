"""How far behind a service is can be seen from outside, topic by topic."""

import asyncio

from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.fake_clock import FakeClock
from concert_chassis.lag import LagWatch
from concert_contracts.streams import CAMPAIGNS
from prometheus_client import REGISTRY

SERVICE = "behind-svc"


def told() -> float | None:
    return REGISTRY.get_sample_value(
        "concert_inbound_lag_events", {"service": SERVICE, "topic": CAMPAIGNS.name}
    )


async def test_what_was_said_and_not_yet_handled_is_counted_until_it_is(clock: FakeClock) -> None:
    bus = MemoryBus(clock)
    await bus.ensure_topics([CAMPAIGNS])
    await bus.publish([Outgoing(CAMPAIGNS.name, b"spring", b"{}", ()) for _ in range(3)])
    watch = LagWatch(bus, service=SERVICE)
    async with bus.subscribe(group=SERVICE, topics=[CAMPAIGNS.name], member="one") as subscription:
        records = await subscription.take(max_records=2, linger_s=0)
        await watch.look()
        assert told() == 3
        await subscription.commit(records)
        await watch.look()
        assert told() == 1


async def test_a_broker_that_is_away_ends_nothing(clock: FakeClock) -> None:
    bus = MemoryBus(clock)
    bus.available = False
    watch = LagWatch(bus, service=SERVICE, every_s=0.001)
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0.01)
    await watch.stop()
    await asyncio.wait_for(running, 5)
