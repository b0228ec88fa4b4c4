"""Briefs by dialed number or code, found by one look into an index."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from sqlalchemy import select

from campaign_svc.domain.brief_lookup import FoundBrief, KeyKind, normalised
from campaign_svc.store import campaigns
from campaign_svc.store.tables import BRIEF_KEY, CAMPAIGN

MOST_FOUND = 50


async def find(tx: Transaction, kind: KeyKind, value: str) -> Sequence[FoundBrief]:
    """The latest campaigns that this number or code stands for; cancelled ones are left out."""
    statement = (
        select(CAMPAIGN)
        .join(BRIEF_KEY, BRIEF_KEY.c.campaign_id == CAMPAIGN.c.campaign_id)
        .where(BRIEF_KEY.c.kind == kind, BRIEF_KEY.c.key == normalised(kind, value))
        .order_by(CAMPAIGN.c.launch_at.desc(), CAMPAIGN.c.campaign_id)
        .limit(MOST_FOUND)
    )
    found = [campaigns.campaign_of(row) for row in await tx.execute(statement)]
    return [
        FoundBrief(
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            name=campaign.terms.name,
            launch_at=campaign.terms.launch_at,
            ends_at=campaign.terms.ends_at,
            offer=campaign.terms.offer,
            brief=campaign.terms.brief,
        )
        for campaign in found
    ]
