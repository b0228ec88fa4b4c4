"""Record that a link of the chain held: the center received, acknowledged or translated a version."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction

from campaign_svc.commands.note_on_timeline import event_in_hand
from campaign_svc.commands.settle_chain import settle_chain
from campaign_svc.domain.chain import Chain, Receipt
from campaign_svc.store import chains
from campaign_svc.store.chains import CenterLink


async def record_receipt(
    tx: Transaction, link: CenterLink, *, campaign_id: UUID, campaign_version: int, at: datetime
) -> None:
    """A receipt of a version also proves the chains of earlier versions; the first receipt counts."""
    receipt = Receipt(at, event_in_hand(tx).id)
    for kept in await chains.list_to_change(tx, campaign_id):
        chain = kept.chain
        if chain.campaign_version <= campaign_version and getattr(chain, link) is None:
            recorded = replace(kept, chain=_with_receipt(chain, link, receipt))
            await chains.put(tx, recorded)
            await settle_chain(tx, recorded)


def _with_receipt(chain: Chain, link: CenterLink, receipt: Receipt) -> Chain:
    match link:
        case "delivered":
            return replace(chain, delivered=receipt)
        case "acknowledged":
            return replace(chain, acknowledged=receipt)
        case "translated":
            return replace(chain, translated=receipt)
