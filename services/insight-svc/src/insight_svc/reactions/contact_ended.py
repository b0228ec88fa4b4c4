"""A contact is over: keep it as a fact, without what would tell who it was."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import ContactEnded

from insight_svc.commands.keep_contacts import keep_contacts


async def on_contact_ended(tx: Transaction, events: Sequence[ContactEnded]) -> None:
    await keep_contacts(tx, events)
