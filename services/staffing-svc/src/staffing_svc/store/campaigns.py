"""Announced campaigns: the center's copy of what campaign-svc says, and what the center did with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignTerms, NoticeVerdict
from sqlalchemy import RowMapping, Select, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.campaigns import AnnouncedCampaign, UnknownCampaign
from staffing_svc.store.tables import ANNOUNCED_CAMPAIGNS as TABLE
from staffing_svc.store.tables import CAMPAIGN_RESULTS


async def find(tx: Transaction, campaign_id: UUID) -> AnnouncedCampaign | None:
    row = (await tx.execute(_known().where(TABLE.c.campaign_id == campaign_id))).mappings().one_or_none()
    return None if row is None else _campaign(row)


async def get(tx: Transaction, campaign_id: UUID) -> AnnouncedCampaign:
    found = await find(tx, campaign_id)
    if found is None:
        raise UnknownCampaign(
            f"no announcement of campaign {campaign_id} has arrived here", field="/campaign_id"
        )
    return found


async def lock(tx: Transaction, campaign_id: UUID) -> AnnouncedCampaign | None:
    query = _known().where(TABLE.c.campaign_id == campaign_id).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _campaign(row)


async def put(tx: Transaction, campaign: AnnouncedCampaign) -> None:
    values: dict[str, Any] = {
        "version": campaign.version,
        "terms": campaign.terms.model_dump(mode="json"),
        "notice": campaign.notice.model_dump(mode="json"),
        "launch_at": campaign.terms.launch_at,
        "ends_at": campaign.terms.ends_at,
        "received_at": campaign.received_at,
        "launched_at": campaign.launched_at,
        "cancelled_at": campaign.cancelled_at,
        "acknowledged_version": campaign.acknowledged_version,
        "acknowledged_at": campaign.acknowledged_at,
        "acknowledged_by": campaign.acknowledged_by,
    }
    await tx.execute(
        insert(TABLE)
        .values(campaign_id=campaign.campaign_id, **values)
        .on_conflict_do_update(index_elements=[TABLE.c.campaign_id], set_=values)
    )


async def mark_launched(tx: Transaction, campaign_id: UUID, at: datetime) -> None:
    await tx.execute(update(TABLE).where(TABLE.c.campaign_id == campaign_id).values(launched_at=at))


async def list_touching(
    tx: Transaction, queue: str, since: datetime, until: datetime
) -> list[AnnouncedCampaign]:
    """Live campaigns that expect contacts on the queue and run at some time in [since, until)."""
    query = (
        _known()
        .where(TABLE.c.cancelled_at.is_(None), TABLE.c.launch_at < until, TABLE.c.ends_at > since)
        .where(TABLE.c.terms["queues"].contains([{"queue": queue}]))
        .order_by(TABLE.c.launch_at, TABLE.c.campaign_id)
    )
    return [_campaign(row) for row in (await tx.execute(query)).mappings()]


async def list_to_measure(
    tx: Transaction, *, launched_after: datetime, limit: int
) -> list[AnnouncedCampaign]:
    """Live campaigns whose launch time has come and whose result is not known yet, the oldest first."""
    measured = exists().where(CAMPAIGN_RESULTS.c.campaign_id == TABLE.c.campaign_id)
    query = (
        _known()
        .where(
            TABLE.c.cancelled_at.is_(None), TABLE.c.launch_at <= tx.now, TABLE.c.launch_at > launched_after
        )
        .where(~measured)
        .order_by(TABLE.c.launch_at, TABLE.c.campaign_id)
        .limit(limit)
    )
    return [_campaign(row) for row in (await tx.execute(query)).mappings()]


async def list_before(
    tx: Transaction, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[AnnouncedCampaign]:
    """The last to launch first; `before` is (launch_at, campaign_id) of the last one already seen."""
    query = _known().order_by(TABLE.c.launch_at.desc(), TABLE.c.campaign_id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(TABLE.c.launch_at, TABLE.c.campaign_id) < before)
    return [_campaign(row) for row in (await tx.execute(query)).mappings()]


def _known() -> Select[Any]:
    return select(TABLE)


def _campaign(row: RowMapping) -> AnnouncedCampaign:
    return AnnouncedCampaign(
        campaign_id=row["campaign_id"],
        version=row["version"],
        terms=CampaignTerms.model_validate(row["terms"], extra="ignore"),
        notice=NoticeVerdict.model_validate(row["notice"], extra="ignore"),
        received_at=row["received_at"],
        launched_at=row["launched_at"],
        cancelled_at=row["cancelled_at"],
        acknowledged_version=row["acknowledged_version"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
    )
