"""Say where a department gets its memos; those already sent stay where they went."""

from concert_chassis.transaction import Transaction

from staffing_svc.domain.memo_recipients import MemoRecipient
from staffing_svc.store import memo_recipients


async def set_memo_recipients(
    tx: Transaction, department: str, addresses: tuple[str, ...], *, seen_version: int, by: str
) -> MemoRecipient:
    """The department's mailboxes in their next version; none means that it reads its memos here alone."""
    recipient = MemoRecipient(department, seen_version + 1, tuple(dict.fromkeys(addresses)), by, tx.now)
    await memo_recipients.put(tx, recipient)
    return recipient
