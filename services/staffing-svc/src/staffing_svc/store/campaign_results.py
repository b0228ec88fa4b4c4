"""Results of campaigns: predicted beside measured, per queue; measured once, when a campaign is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.uplift import Uplift
from staffing_svc.store.tables import CAMPAIGN_RESULTS as TABLE

MOST_RECENT = 200


async def add(tx: Transaction, result: CampaignResult) -> None:
    uplift = result.uplift
    await tx.execute(
        insert(TABLE)
        .values(
            campaign_id=result.campaign_id,
            queue=result.queue,
            campaign_class=result.campaign_class,
            channel=result.channel,
            reached=result.reached,
            told_contacts=result.told_contacts,
            predicted_low=uplift.predicted_low,
            predicted=uplift.predicted,
            predicted_high=uplift.predicted_high,
            measured_low=uplift.measured_low,
            measured=uplift.measured,
            measured_high=uplift.measured_high,
            fitted=result.fitted,
            fitted_sd=result.fitted_sd,
            measured_at=result.measured_at,
        )
        .on_conflict_do_nothing()
    )


async def list_past(tx: Transaction, channel: str) -> list[PastCampaign]:
    """The newest measured campaigns of a channel, each over all its queues."""
    total, variance = func.sum(TABLE.c.fitted), func.sum(TABLE.c.fitted_sd * TABLE.c.fitted_sd)
    rows = await tx.execute(
        select(
            TABLE.c.campaign_class,
            func.sum(TABLE.c.reached).label("reached"),
            total.label("contacts"),
            variance.label("variance"),
        )
        .where(TABLE.c.channel == channel, TABLE.c.reached > 0, TABLE.c.fitted_sd > 0)
        .group_by(TABLE.c.campaign_id, TABLE.c.campaign_class)
        .order_by(func.max(TABLE.c.measured_at).desc())
        .limit(MOST_RECENT)
    )
    return [
        PastCampaign(
            channel, row["campaign_class"], row["reached"], row["contacts"], float(row["variance"]) ** 0.5
        )
        for row in rows.mappings()
    ]


async def list_before(
    tx: Transaction,
    *,
    campaign_id: UUID | None,
    before: tuple[datetime, UUID, str] | None,
    limit: int,
) -> list[CampaignResult]:
    """The last measured first; `before` is (measured_at, campaign_id, queue) of the last one already seen."""
    key = (TABLE.c.measured_at, TABLE.c.campaign_id, TABLE.c.queue)
    query = select(TABLE).order_by(*(column.desc() for column in key)).limit(limit)
    if campaign_id is not None:
        query = query.where(TABLE.c.campaign_id == campaign_id)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    return [_result(row) for row in (await tx.execute(query)).mappings()]


def _result(row: Any) -> CampaignResult:
    return CampaignResult(
        campaign_id=row["campaign_id"],
        queue=row["queue"],
        campaign_class=row["campaign_class"],
        channel=row["channel"],
        reached=row["reached"],
        told_contacts=row["told_contacts"],
        uplift=Uplift(
            predicted_low=row["predicted_low"],
            predicted=row["predicted"],
            predicted_high=row["predicted_high"],
            measured_low=row["measured_low"],
            measured=row["measured"],
            measured_high=row["measured_high"],
            measured_sd=0.0,
        ),
        fitted=row["fitted"],
        fitted_sd=row["fitted_sd"],
        measured_at=row["measured_at"],
    )
