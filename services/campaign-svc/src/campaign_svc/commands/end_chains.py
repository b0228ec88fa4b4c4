"""End the chains of a campaign: what they waited for no longer matters."""

from dataclasses import replace
from uuid import UUID

from concert_chassis.transaction import Transaction

from campaign_svc.store import chains


async def end_chains(tx: Transaction, campaign_id: UUID) -> None:
    """Breaches that were told stay told; nobody is blamed for what was still open."""
    for kept in await chains.list_to_change(tx, campaign_id):
        await chains.put(tx, replace(kept, closed=True))
