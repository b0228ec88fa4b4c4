"""Somebody at the center has read an announcement: from now on the center answers for it."""

from dataclasses import replace
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import AnnouncementAcknowledged

from staffing_svc.domain.campaigns import AcknowledgedTwice, AnnouncedCampaign, UnknownCampaign
from staffing_svc.store import campaigns


async def acknowledge_announcement(tx: Transaction, campaign_id: UUID, *, by: str) -> AnnouncedCampaign:
    """Acknowledges the newest version. Raises `UnknownCampaign`, `AcknowledgedTwice`."""
    known = await campaigns.lock(tx, campaign_id)
    if known is None:
        raise UnknownCampaign(
            f"no announcement of campaign {campaign_id} has arrived here", field="/campaign_id"
        )
    if known.acknowledged_version == known.version:
        raise AcknowledgedTwice(
            f"version {known.version} was acknowledged by {known.acknowledged_by} at {known.acknowledged_at}"
        )
    acknowledged = replace(
        known, acknowledged_version=known.version, acknowledged_at=tx.now, acknowledged_by=by
    )
    await campaigns.put(tx, acknowledged)
    tx.emit(
        AnnouncementAcknowledged(
            campaign_id=campaign_id,
            campaign_version=known.version,
            acknowledged_at=tx.now,
            acknowledged_by=by,
        )
    )
    return acknowledged
