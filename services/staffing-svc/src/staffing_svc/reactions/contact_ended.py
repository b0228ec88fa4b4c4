"""A contact is over: keep what it carries that may point to its cause."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from concert_contracts.external import ContactEnded

from staffing_svc.domain.contact_marks import ContactMarks
from staffing_svc.store import contact_marks


async def on_contact_ended(tx: Transaction, events: Sequence[ContactEnded]) -> None:
    await contact_marks.put(
        tx,
        [
            ContactMarks(
                contact_id=event.contact_id,
                queue=event.queue,
                started_at=event.started_at,
                outcome=event.outcome,
                dialed_number=event.dialed_number,
                code=event.campaign_code or event.code,
                reason_code=event.reason_code,
                segment=event.segment,
                caller_hash=event.caller_hash,
            )
            for event in events
        ],
    )
