"""A change in hand holds up neither the timers nor what the center says."""

import asyncio
from uuid import UUID

from campaign_api import Api
from campaign_svc.reactions.announcement_delivered import on_announcement_delivered
from campaign_svc.store import campaigns, chains
from campaign_svc.timers.breaches import BREACHES
from center_said import delivered
from concert_chassis.testing import deliver

PATIENCE_S = 10


async def test_a_breach_is_told_while_somebody_changes_the_campaign(api: Api) -> None:
    campaign_id = UUID((await api.announced()).json()["campaign_id"])
    api.clock.set("2025-03-01T11:00:00")
    async with asyncio.timeout(PATIENCE_S), api.transactions.begin() as changing:
        await campaigns.get_to_change(changing, campaign_id)
        for _ in range(2):
            async with api.transactions.begin() as timer:
                await BREACHES.run(timer)
        (kept,) = await chains.list_of(changing, campaign_id)
    assert kept.breach is not None
    assert kept.breach.verdict == "UNDELIVERED"


async def test_a_receipt_is_recorded_while_somebody_changes_the_campaign(api: Api) -> None:
    campaign_id = UUID((await api.announced()).json()["campaign_id"])
    async with asyncio.timeout(PATIENCE_S), api.transactions.begin() as changing:
        await campaigns.get_to_change(changing, campaign_id)
        async with api.transactions.begin() as reacting:
            await deliver(reacting, on_announcement_delivered, delivered(campaign_id))
        (kept,) = await chains.list_of(changing, campaign_id)
    assert kept.chain.delivered is not None
