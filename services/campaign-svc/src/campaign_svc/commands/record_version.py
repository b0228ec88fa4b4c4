"""Record what the center was told in a version, by whom, why, and in which event."""

from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import MaterialChange

from campaign_svc.domain.campaign import Campaign
from campaign_svc.store import campaign_versions
from campaign_svc.store.campaign_versions import CampaignVersion


async def record_version(
    tx: Transaction,
    campaign: Campaign,
    *,
    event_id: UUID,
    material_changes: tuple[MaterialChange, ...],
    reason: str | None,
) -> None:
    """The version stays as it is, for ever."""
    version = CampaignVersion(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        told_at=tx.now,
        told_by=tx.actor,
        event_id=event_id,
        material_changes=material_changes,
        reason=reason,
        terms=campaign.terms,
        notice=campaign.notice,
    )
    await campaign_versions.add(tx, version)
