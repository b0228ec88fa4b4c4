"""Start the chain of an announcement or material change: from now on each link has its deadline."""

from uuid import UUID

from concert_chassis.transaction import Transaction

from campaign_svc.commands.end_chains import end_chains
from campaign_svc.commands.settle_chain import settle_chain
from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.chain import Chain, Receipt
from campaign_svc.store import chains
from campaign_svc.store.chains import KeptChain


async def start_chain(
    tx: Transaction, campaign: Campaign, agreement: NoticeAgreement, *, event_id: UUID
) -> None:
    """Older chains end here without a verdict; a notice that is too short is a breach at once."""
    await end_chains(tx, campaign.campaign_id)
    chain = Chain(
        campaign_version=campaign.version,
        department=campaign.terms.department,
        announced=Receipt(campaign.clock_started_at, event_id),
        shortfall_days=campaign.notice.shortfall_days,
        due=agreement.due_times(
            clock_started_at=campaign.clock_started_at, launch_at=campaign.terms.launch_at
        ),
    )
    kept = KeptChain(campaign.campaign_id, chain)
    await chains.add(tx, kept)
    await settle_chain(tx, kept)
