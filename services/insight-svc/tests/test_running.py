"""The whole service on a bus: a surge comes in, a question to marketing goes out and opens over HTTP."""

import asyncio
from pathlib import Path

import httpx
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Outgoing
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.service import running
from concert_chassis.testing import enveloped
from concert_contracts import codec
from concert_contracts.insight import InsightPublished
from concert_contracts.streams import INSIGHTS, INTRADAY
from insight_builders import surge
from insight_svc.service import SERVICE
from insight_svc.settings import InsightSettings

PATIENCE_S = 20


async def published(bus: MemoryBus, clock: FakeClock) -> InsightPublished:
    async for record in bus.tail([INSIGHTS.name], since=clock.now()):
        event = codec.from_kafka(record.key, record.value, record.headers).event()
        assert isinstance(event, InsightPublished)
        return event
    raise AssertionError("the tail of a topic does not end")


async def test_a_surge_comes_in_and_a_question_to_marketing_goes_out(
    databases: Databases, clock: FakeClock, tmp_path: Path
) -> None:
    issuer = kept_local_issuer(tmp_path)
    settings = InsightSettings.model_validate(
        {
            "environment": "test",
            "database_url": await databases.fresh(SERVICE),
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": tmp_path / "jwks.json",
        }
    )
    bus = MemoryBus(clock)
    await bus.start()
    async with asyncio.timeout(PATIENCE_S), running(SERVICE, settings, clock=clock, bus=bus) as service:
        key, value, headers = codec.to_kafka(enveloped(surge(), now=clock.now()))
        await bus.publish([Outgoing(INTRADAY.name, key, value, tuple(headers))])
        event = await published(bus, clock)
        token = issuer.token("planner", now=clock.now())
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(service.app),
            base_url="http://insight",
            headers={"Authorization": f"Bearer {token}"},
        ) as client:
            insight = (await client.get(f"/v1/insights/{event.insight_id}")).json()
        assert (insight["title"], insight["owner_department"]) == (event.title, "marketing")
    await bus.close()
