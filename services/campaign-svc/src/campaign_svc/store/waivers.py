"""Waivers of short notice, one per chain."""

from collections.abc import Sequence
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import insert, select

from campaign_svc.domain.waiver import Waiver
from campaign_svc.store.tables import WAIVER


async def add(tx: Transaction, waiver: Waiver) -> None:
    """Keep a waiver."""
    await tx.execute(
        insert(WAIVER).values(
            campaign_id=waiver.campaign_id,
            campaign_version=waiver.campaign_version,
            waived_at=waiver.waived_at,
            waived_by=waiver.waived_by,
            department=waiver.department,
            reason=waiver.reason,
        )
    )


async def list_of(tx: Transaction, campaign_id: UUID) -> Sequence[Waiver]:
    """The waivers of a campaign, oldest chain first."""
    statement = select(WAIVER).where(WAIVER.c.campaign_id == campaign_id).order_by(WAIVER.c.campaign_version)
    return [
        Waiver(
            campaign_id=row.campaign_id,
            campaign_version=row.campaign_version,
            waived_at=row.waived_at,
            waived_by=row.waived_by,
            department=row.department,
            reason=row.reason,
        )
        for row in await tx.execute(statement)
    ]
