"""Results of campaigns: predicted beside measured, per queue and channel; measured once, when a campaign is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.layers import Pace
from staffing_svc.domain.layers.channel_results import ChannelResult
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.marketing_record import Told
from staffing_svc.domain.layers.uplift import Uplift
from staffing_svc.store.tables import CAMPAIGN_CHANNEL_RESULTS as CHANNELS
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
    if result.by_channel:
        await tx.execute(
            insert(CHANNELS).on_conflict_do_nothing(),
            [_channel_row(result, one) for one in result.by_channel],
        )


# The newest measured campaigns of each channel, each over all its queues; paces weighed by their precision.
_PAST = """
SELECT * FROM (
    SELECT channel, campaign_class, sum(reached) AS reached, sum(contacts) AS contacts,
        sqrt(sum(contacts_sd * contacts_sd)) AS contacts_sd,
        sum(pace_log / (pace_log_sd * pace_log_sd)) / sum(1 / (pace_log_sd * pace_log_sd)) AS pace_log,
        1 / sqrt(sum(1 / (pace_log_sd * pace_log_sd))) AS pace_log_sd,
        row_number() OVER (PARTITION BY channel ORDER BY max(measured_at) DESC, campaign_id) AS place
    FROM campaign_channel_result
    WHERE channel = ANY($1) AND reached > 0 AND contacts_sd > 0
    GROUP BY channel, campaign_id, campaign_class
) AS campaign
WHERE place <= $2 ORDER BY channel, place
"""


async def list_past(tx: Transaction, channels: Sequence[str]) -> dict[str, list[PastCampaign]]:
    """The newest measured campaigns by channel, each over all its queues."""
    raw = await tx.raw()
    found: dict[str, list[PastCampaign]] = {channel: [] for channel in channels}
    for row in await raw.fetch(_PAST, list(channels), MOST_RECENT):
        found[row["channel"]].append(
            PastCampaign(
                channel=row["channel"],
                campaign_class=row["campaign_class"],
                reached=row["reached"],
                measured_contacts=row["contacts"],
                measured_sd=row["contacts_sd"],
                pace=_pace(row),
            )
        )
    return found


_TOLD = """
SELECT sum(r.told_contacts) AS expected, sum(r.fitted) AS measured, sqrt(sum(r.fitted_sd * r.fitted_sd)) AS measured_sd
FROM campaign_result r JOIN announced_campaign c USING (campaign_id)
WHERE c.terms->>'department' = $1 AND r.told_contacts > 0
GROUP BY campaign_id ORDER BY max(r.measured_at) DESC, campaign_id LIMIT $2
"""


async def list_told(tx: Transaction, department: str) -> list[Told]:
    """The newest measured campaigns of a department that said what it expected, each over all its queues."""
    raw = await tx.raw()
    rows = await raw.fetch(_TOLD, department, MOST_RECENT)
    return [Told(row["expected"], row["measured"], row["measured_sd"]) for row in rows]


def _pace(row: Any) -> Pace | None:
    return None if row["pace_log"] is None else Pace(row["pace_log"], row["pace_log_sd"])


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
    rows = (await tx.execute(query)).mappings().all()
    by_channel = await _by_channel(tx, [(row["campaign_id"], row["queue"]) for row in rows])
    return [_result(row, by_channel.get((row["campaign_id"], row["queue"]), ())) for row in rows]


async def _by_channel(
    tx: Transaction, keys: Sequence[tuple[UUID, str]]
) -> dict[tuple[UUID, str], tuple[ChannelResult, ...]]:
    query = (
        select(CHANNELS)
        .where(tuple_(CHANNELS.c.campaign_id, CHANNELS.c.queue).in_(keys))
        .order_by(CHANNELS.c.channel)
    )
    found: dict[tuple[UUID, str], tuple[ChannelResult, ...]] = {}
    for row in (await tx.execute(query)).mappings():
        key = row["campaign_id"], row["queue"]
        result = ChannelResult(
            channel=row["channel"],
            reached=row["reached"],
            predicted=row["predicted"],
            contacts=row["contacts"],
            contacts_sd=row["contacts_sd"],
            pace=_pace(row),
        )
        found[key] = (*found.get(key, ()), result)
    return found


def _channel_row(result: CampaignResult, one: ChannelResult) -> dict[str, object]:
    return {
        "campaign_id": result.campaign_id,
        "queue": result.queue,
        "channel": one.channel,
        "campaign_class": result.campaign_class,
        "reached": one.reached,
        "predicted": one.predicted,
        "contacts": one.contacts,
        "contacts_sd": one.contacts_sd,
        "pace_log": one.pace.log_mean if one.pace else None,
        "pace_log_sd": one.pace.log_sd if one.pace else None,
        "measured_at": result.measured_at,
    }


def _result(row: Any, by_channel: tuple[ChannelResult, ...]) -> CampaignResult:
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
        by_channel=by_channel,
    )
