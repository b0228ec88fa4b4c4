"""When a launch time has come the campaign is told as launched, once, with the verdict on its notice."""

from campaign_builders import LAUNCH_AT, notice_as_told, terms_of_a_campaign
from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.store import campaigns
from campaign_svc.timers.launches import LAUNCHES
from campaign_time import Later
from concert_chassis.auth import Caller
from concert_chassis.testing import emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignLaunched


async def test_a_launch_is_told_once_when_its_time_has_come(
    tx: Transaction, marketing: Caller, later: Later
) -> None:
    campaign = (await announce_campaign(tx, AnnounceCampaign(terms_of_a_campaign()), marketing)).campaign
    early = await later("2025-03-15T07:59:59")
    await LAUNCHES.run(early)
    assert emitted(early) == ()
    on_the_dot = await later("2025-03-15T08:00:00")
    await LAUNCHES.run(on_the_dot)
    await LAUNCHES.run(on_the_dot)
    assert emitted(on_the_dot) == (
        CampaignLaunched(
            campaign_id=campaign.campaign_id,
            version=1,
            launched_at=LAUNCH_AT,
            expected_contacts=1_000,
            notice=notice_as_told(14),
        ),
    )
    launched = await campaigns.get(on_the_dot, campaign.campaign_id)
    assert launched.status(on_the_dot.now) == "launched"


async def test_nothing_is_told_when_nothing_is_due(tx: Transaction) -> None:
    await LAUNCHES.run(tx)
    assert emitted(tx) == ()
