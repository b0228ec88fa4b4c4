"""Keep contacts as facts; what agents wrote is redacted before it reaches the database."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import ContactEnded

from insight_svc.domain.contacts import Contact, key_of
from insight_svc.domain.reasons import UNCLEAR
from insight_svc.domain.redaction import caller_token, redact
from insight_svc.store import contacts, redaction_keys


async def keep_contacts(tx: Transaction, events: Sequence[ContactEnded]) -> None:
    key = await redaction_keys.get(tx)
    await contacts.put(tx, [_redacted(event, key) for event in events])


def _redacted(event: ContactEnded, key: bytes) -> Contact:
    """A note that its sender calls redacted is redacted again: what is not there costs nothing."""
    return Contact(
        contact_id=event.contact_id,
        queue=event.queue,
        channel=event.channel,
        started_at=event.started_at,
        outcome=event.outcome,
        wait_s=event.wait_s,
        handle_s=event.handle_s,
        caller=None if event.caller_hash is None else caller_token(event.caller_hash, key),
        dialed_number=key_of(event.dialed_number),
        code=key_of(event.code),
        campaign_code=key_of(event.campaign_code),
        reason_code=None if event.reason_code == UNCLEAR else event.reason_code,
        note=redact(event.note_text, key=key) if event.note_text else None,
        product=event.product,
        segment=event.segment,
    )
