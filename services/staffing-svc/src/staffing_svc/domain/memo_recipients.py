"""Where a department gets its memos: mailboxes that the center keeps, by agreement with each department."""

from dataclasses import dataclass
from datetime import datetime

from concert_contracts.refusal import Refusal


class UnknownRecipient(Refusal):
    """Nobody has said where this department gets its memos."""

    code = "unknown-recipient"
    status = 404


@dataclass(frozen=True)
class MemoRecipient:
    department: str
    version: int
    addresses: tuple[str, ...]
    changed_by: str
    changed_at: datetime
