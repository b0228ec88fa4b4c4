"""Let a short notice pass, by name and with a reason: its consequences are dropped, the record stays."""

from dataclasses import dataclass
from uuid import UUID

from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction

from campaign_svc.domain.waiver import AlreadyWaived, NothingToWaive, Waiver
from campaign_svc.store import campaigns, chains, waivers


@dataclass(frozen=True)
class WaiveNotice:
    """Which campaign's latest short notice, and why."""

    campaign_id: UUID
    reason: str


async def waive_notice(tx: Transaction, command: WaiveNotice, caller: Caller) -> Waiver:
    """Refuses where notice was given as agreed, or somebody has waived it before."""
    await campaigns.get_to_change(tx, command.campaign_id)
    latest = (await chains.list_of(tx, command.campaign_id))[-1].chain
    if latest.shortfall_days == 0:
        raise NothingToWaive("the notice was given as agreed; there is nothing to waive")
    version = latest.campaign_version
    if any(waiver.campaign_version == version for waiver in await waivers.list_of(tx, command.campaign_id)):
        raise AlreadyWaived(f"the short notice of version {version} was waived before")
    waiver = Waiver(
        campaign_id=command.campaign_id,
        campaign_version=version,
        waived_at=tx.now,
        waived_by=caller.subject,
        department=caller.department,
        reason=command.reason,
    )
    await waivers.add(tx, waiver)
    return waiver
