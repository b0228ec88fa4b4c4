"""Tell of every campaign whose launch time has come that it has launched."""

from dataclasses import replace

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignLaunched

from campaign_svc.commands.as_told import notice_as_told
from campaign_svc.commands.tell import tell
from campaign_svc.domain.campaign import Campaign
from campaign_svc.store import campaigns

MOST_AT_ONCE = 200


async def launch_campaigns(tx: Transaction) -> None:
    """The oldest launches first; what is left over is told the next time."""
    for campaign in await campaigns.list_to_launch(tx, limit=MOST_AT_ONCE):
        await _launch(tx, campaign)


async def _launch(tx: Transaction, campaign: Campaign) -> None:
    await campaigns.put(tx, replace(campaign, launched_at=campaign.terms.launch_at))
    event = CampaignLaunched(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        launched_at=campaign.terms.launch_at,
        expected_contacts=campaign.terms.expected_contacts,
        notice=notice_as_told(campaign.notice),
    )
    await tell(tx, campaign.campaign_id, event)
