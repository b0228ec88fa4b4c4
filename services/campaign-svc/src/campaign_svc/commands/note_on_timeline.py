"""Enter what another service said on the timelines of the campaigns that it is about."""

from collections.abc import Collection
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event

from campaign_svc.domain.timeline import entry_of
from campaign_svc.store import campaigns, timelines


class NoEventInHand(RuntimeError):
    """A reaction ran without the envelope of the event that it reacts to."""


def event_in_hand(tx: Transaction) -> Envelope:
    """The envelope of the event that is being handled."""
    if tx.cause is None:
        raise NoEventInHand
    return tx.cause


async def note_on_timeline(tx: Transaction, event: Event, campaign_ids: Collection[UUID]) -> None:
    """Nothing is entered for what is no campaign of ours."""
    known = await campaigns.list_known(tx, campaign_ids) if campaign_ids else []
    if known:
        heard = event_in_hand(tx)
        await timelines.add(tx, known, entry_of(event, event_id=heard.id, at=heard.time))
