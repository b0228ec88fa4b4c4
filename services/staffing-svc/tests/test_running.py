"""The whole service as it runs: with a mail server it carries approved memos out, without one it sends nothing."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.databases import Databases
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import LOCAL_ISSUER, kept_local_issuer
from concert_chassis.service import running
from mail_server import mail_server
from pydantic import ValidationError
from staffing_builders import CAMPAIGN
from staffing_losses import lose_for_a_campaign
from staffing_svc.service import SERVICE
from staffing_svc.settings import StaffingSettings

PATIENCE_S = 30


def settings(folder: Path, database: str = "postgresql://unused", **mail: Any) -> StaffingSettings:
    return StaffingSettings.model_validate(
        {
            "environment": "test",
            "database_url": database,
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": folder / "jwks.json",
            **mail,
        }
    )


async def test_a_running_service_mails_what_was_approved_and_nothing_before(
    databases: Databases, clock: FakeClock, tmp_path: Path
) -> None:
    issuer = kept_local_issuer(tmp_path)
    bus = MemoryBus(clock)
    await bus.start()
    with mail_server() as mailbox:
        mail = {
            "mail_host": "127.0.0.1",
            "mail_port": mailbox.port,
            "mail_security": "none",
            "mail_from": "memos@center.example",
            "mail_every_s": 0.05,
        }
        chosen = settings(tmp_path, await databases.fresh(SERVICE), **mail)
        async with asyncio.timeout(PATIENCE_S), running(SERVICE, chosen, clock=clock, bus=bus) as service:
            async with service.transactions.begin() as tx:
                await lose_for_a_campaign(tx)
            clock.set(max(clock.now(), tx.now))
            signed_in = {"Authorization": f"Bearer {issuer.token('planner', now=clock.now())}"}
            transport = httpx.ASGITransport(service.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://staffing", headers=signed_in
            ) as client:
                agreed = {"addresses": ["campaigns@marketing.example"]}
                path = "/v1/memo-recipients/marketing"
                await client.put(path, json=agreed, headers={"If-Match": '"0"'})
                assert mailbox.taken == []
                approved = await client.post(f"/v1/memos/{CAMPAIGN}/approval")
                assert approved.status_code == 201
                assert await asyncio.to_thread(mailbox.arrived.wait, PATIENCE_S)
    assert mailbox.envelopes == [("memos@center.example", ["campaigns@marketing.example"])]
    await bus.close()


async def test_without_a_mail_server_nothing_reaches_outside(
    databases: Databases, clock: FakeClock, tmp_path: Path
) -> None:
    kept_local_issuer(tmp_path)
    bus = MemoryBus(clock)
    await bus.start()
    chosen = settings(tmp_path, await databases.fresh(SERVICE))
    async with running(SERVICE, chosen, clock=clock, bus=bus) as service:
        assert service.outward == []
    await bus.close()


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"mail_host": "mail.example"}, "needs mail_from"),
        (
            {"mail_host": "mail.example", "mail_from": "a@b.example", "mail_user": "a"},
            "together or not at all",
        ),
        (
            {
                "mail_host": "mail.example",
                "mail_from": "a@b.example",
                "mail_security": "none",
                "environment": "production",
            },
            "encrypted",
        ),
    ],
)
def test_a_mail_server_that_cannot_be_used_safely_is_refused_at_the_start(
    tmp_path: Path, mail: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        settings(tmp_path, **mail)
