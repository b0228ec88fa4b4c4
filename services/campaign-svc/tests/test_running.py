"""The whole service on a bus: what is announced over HTTP goes out, and what the center says comes in."""

import asyncio
from pathlib import Path
from uuid import UUID

import httpx
from campaign_api import a_body
from campaign_svc.service import SERVICE
from campaign_svc.settings import CampaignSettings
from center_said import delivered
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.protocol import Bus, Outgoing, Record
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.service import running
from concert_chassis.testing import enveloped
from concert_contracts import codec
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.streams import CAMPAIGNS, PLANS

PATIENCE_S = 20


async def heard(bus: Bus, clock: FakeClock) -> Record:
    async for record in bus.tail([CAMPAIGNS.name], since=clock.now()):
        return record
    raise AssertionError("the tail of a topic does not end")


async def test_an_announcement_goes_out_and_its_delivery_comes_back(
    databases: Databases, clock: FakeClock, tmp_path: Path
) -> None:
    issuer = kept_local_issuer(tmp_path)
    settings = CampaignSettings.model_validate(
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
        transport = httpx.ASGITransport(service.app)
        token = issuer.token("campaign_owner", now=clock.now())
        async with httpx.AsyncClient(
            transport=transport, base_url="http://campaign", headers={"Authorization": f"Bearer {token}"}
        ) as client:
            campaign_id = (await client.post("/v1/campaigns", json=a_body())).json()["campaign_id"]
            record = await heard(bus, clock)
            event = codec.from_kafka(record.key, record.value, record.headers).event()
            assert isinstance(event, CampaignAnnounced)
            assert str(event.campaign_id) == campaign_id
            envelope = enveloped(delivered(UUID(campaign_id)), now=clock.now())
            key, value, headers = codec.to_kafka(envelope)
            await bus.publish([Outgoing(PLANS.name, key, value, tuple(headers))])
            while True:
                chain = (await client.get(f"/v1/campaigns/{campaign_id}/chain")).json()["chains"][0]
                if chain["links"][1]["event_id"] == str(envelope.id):
                    break
                await asyncio.sleep(0.02)
    await bus.close()
