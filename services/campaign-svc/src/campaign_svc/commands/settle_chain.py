"""Look at a chain as it stands and tell the breach, once, as soon as it is certain which link failed."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import NoticeBreached

from campaign_svc.commands.tell import tell
from campaign_svc.domain.chain import Breach, Chain, Receipt
from campaign_svc.store import chains
from campaign_svc.store.chains import KeptChain


async def settle_chain(tx: Transaction, kept: KeptChain) -> KeptChain:
    """The chain with its verdict, kept; unchanged while nothing has failed, or once a breach was told."""
    breach = None if kept.breach else kept.chain.breach(tx.now)
    if breach is None:
        return kept
    event_id = await tell(tx, kept.campaign_id, _breached(tx, kept.campaign_id, kept.chain, breach))
    settled = replace(kept, breach=breach, breached_at=tx.now, breach_event_id=event_id)
    await chains.put(tx, settled)
    return settled


def _breached(tx: Transaction, campaign_id: UUID, chain: Chain, breach: Breach) -> NoticeBreached:
    return NoticeBreached(
        campaign_id=campaign_id,
        version=chain.campaign_version,
        breached_at=tx.now,
        failed_link=breach.link,
        verdict=breach.verdict,
        attributed_to=breach.attributed_to,
        shortfall_days=chain.shortfall_days,
        announced_at=chain.announced.at,
        delivered_at=_at(chain.delivered),
        acknowledged_at=_at(chain.acknowledged),
        translated_at=_at(chain.translated),
    )


def _at(receipt: Receipt | None) -> datetime | None:
    return receipt.at if receipt else None
