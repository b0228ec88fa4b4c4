"""What marketing announced, as far as it tells a campaign's callers and what its brief answers."""

from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from insight_svc.domain.campaigns import AnnouncedCampaign, BriefAnswer
from insight_svc.store.tables import ANNOUNCED_CAMPAIGN as TABLE


async def find(tx: Transaction, campaign_id: UUID) -> AnnouncedCampaign | None:
    row = (await tx.execute(select(TABLE).where(TABLE.c.campaign_id == campaign_id))).one_or_none()
    if row is None:
        return None
    return AnnouncedCampaign(
        campaign_id=row.campaign_id,
        version=row.version,
        name=row.name,
        department=row.department,
        launch_at=row.launch_at,
        ends_at=row.ends_at,
        numbers=tuple(row.numbers),
        codes=tuple(row.codes),
        brief=tuple(BriefAnswer(answer["topic"], answer["text"]) for answer in row.brief),
        cancelled_at=row.cancelled_at,
    )


async def put(tx: Transaction, campaign: AnnouncedCampaign) -> bool:
    """Whether it was news: an older version changes nothing."""
    values = {
        "version": campaign.version,
        "name": campaign.name,
        "department": campaign.department,
        "launch_at": campaign.launch_at,
        "ends_at": campaign.ends_at,
        "numbers": list(campaign.numbers),
        "codes": list(campaign.codes),
        "brief": [{"topic": answer.topic, "text": answer.text} for answer in campaign.brief],
        "cancelled_at": campaign.cancelled_at,
    }
    put = await tx.execute(
        insert(TABLE)
        .values(campaign_id=campaign.campaign_id, **values)
        .on_conflict_do_update(
            index_elements=[TABLE.c.campaign_id], set_=values, where=TABLE.c.version < campaign.version
        )
    )
    return put.rowcount == 1


async def cancel(tx: Transaction, campaign_id: UUID, *, version: int, at: datetime) -> None:
    await tx.execute(
        TABLE.update()
        .where(TABLE.c.campaign_id == campaign_id, TABLE.c.version <= version)
        .values(version=version, cancelled_at=at)
    )
