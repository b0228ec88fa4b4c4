"""Campaigns as far as the scorecard needs them: announced, answered by the center, launched, breached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced, CampaignLaunched, NoticeBreached
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from goals_svc.domain.scorecard import Answered, Launch
from goals_svc.store.tables import ANNOUNCED_CAMPAIGNS as TABLE
from goals_svc.store.tables import BREACHES


async def put_announced(tx: Transaction, event: CampaignAnnounced) -> None:
    await _put(tx, event.campaign_id, department=event.terms.department, announced_at=event.announced_at)


async def put_cancelled(tx: Transaction, campaign_id: UUID, at: datetime) -> None:
    await _put(tx, campaign_id, cancelled_at=at)


async def put_launched(tx: Transaction, event: CampaignLaunched) -> None:
    await _put(
        tx,
        event.campaign_id,
        launched_at=event.launched_at,
        expected_contacts=event.expected_contacts,
        on_time=event.notice.on_time,
        is_emergency=event.notice.is_emergency,
        given_days=event.notice.given_days,
    )


async def put_first(tx: Transaction, campaign_id: UUID, link: str, at: datetime) -> None:
    """When a link of the chain came about for the first time: delivered_at, acknowledged_at, translated_at.

    The earliest counts: a later version of the campaign does not make the center late.
    """
    column = TABLE.c[link]
    await tx.execute(
        insert(TABLE)
        .values(campaign_id=campaign_id, **{link: at})
        .on_conflict_do_update(
            index_elements=[TABLE.c.campaign_id], set_={link: func.least(func.coalesce(column, at), at)}
        )
    )


async def add_breach(tx: Transaction, event: NoticeBreached) -> None:
    await tx.execute(
        insert(BREACHES)
        .values(
            campaign_id=event.campaign_id,
            version=event.version,
            verdict=event.verdict,
            attributed_to=event.attributed_to,
            shortfall_days=event.shortfall_days,
            breached_at=event.breached_at,
        )
        .on_conflict_do_nothing()
    )


async def launches(tx: Transaction, since: datetime, until: datetime) -> list[Launch]:
    query = select(TABLE).where(TABLE.c.launched_at >= since, TABLE.c.launched_at < until)
    return [
        Launch(
            expected_contacts=row["expected_contacts"],
            on_time=row["on_time"],
            is_emergency=row["is_emergency"],
            given_days=row["given_days"],
        )
        for row in (await tx.execute(query)).mappings()
    ]


async def announcements(tx: Transaction, since: datetime, until: datetime) -> list[Answered]:
    """Announcements of the period, cancelled ones left out: nobody had to answer them."""
    query = select(TABLE).where(
        TABLE.c.announced_at >= since, TABLE.c.announced_at < until, TABLE.c.cancelled_at.is_(None)
    )
    return [
        Answered(row["announced_at"], row["acknowledged_at"], row["translated_at"])
        for row in (await tx.execute(query)).mappings()
    ]


async def breaches(tx: Transaction, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Breaches of the period by whose they were, oldest first."""
    query = (
        select(BREACHES)
        .where(BREACHES.c.breached_at >= since, BREACHES.c.breached_at < until)
        .order_by(BREACHES.c.breached_at, BREACHES.c.campaign_id)
    )
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def _put(tx: Transaction, campaign_id: UUID, **values: object) -> None:
    await tx.execute(
        insert(TABLE)
        .values(campaign_id=campaign_id, **values)
        .on_conflict_do_update(index_elements=[TABLE.c.campaign_id], set_=values)
    )
