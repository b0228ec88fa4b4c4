"""Every version of a campaign that was ever told, with who told it, why, and in which event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import MaterialChange
from sqlalchemy import insert, select

from campaign_svc.domain.notice import NoticeVerdict
from campaign_svc.domain.terms import Terms
from campaign_svc.store.documents import NOTICE, TERMS, notice_document, terms_document
from campaign_svc.store.tables import CAMPAIGN_VERSION


@dataclass(frozen=True)
class CampaignVersion:
    """What the center was told at `told_at`; `reason` is None where none was given."""

    campaign_id: UUID
    version: int
    told_at: datetime
    told_by: str
    event_id: UUID
    material_changes: tuple[MaterialChange, ...]
    reason: str | None
    terms: Terms
    notice: NoticeVerdict


async def add(tx: Transaction, version: CampaignVersion) -> None:
    """Keep a version, for ever."""
    await tx.execute(
        insert(CAMPAIGN_VERSION).values(
            campaign_id=version.campaign_id,
            version=version.version,
            told_at=version.told_at,
            told_by=version.told_by,
            event_id=version.event_id,
            material_changes=list(version.material_changes),
            reason=version.reason,
            terms=terms_document(version.terms),
            notice=notice_document(version.notice),
        )
    )


async def list_after(
    tx: Transaction, campaign_id: UUID, *, after: int | None, limit: int
) -> Sequence[CampaignVersion]:
    """The versions of a campaign, oldest first, from the one after `after`."""
    table = CAMPAIGN_VERSION
    statement = (
        select(table)
        .where(table.c.campaign_id == campaign_id, table.c.version > (after or 0))
        .order_by(table.c.version)
        .limit(limit)
    )
    return [
        CampaignVersion(
            campaign_id=row.campaign_id,
            version=row.version,
            told_at=row.told_at,
            told_by=row.told_by,
            event_id=row.event_id,
            material_changes=tuple(row.material_changes),
            reason=row.reason,
            terms=TERMS.validate_python(row.terms),
            notice=NOTICE.validate_python(row.notice),
        )
        for row in await tx.execute(statement)
    ]
