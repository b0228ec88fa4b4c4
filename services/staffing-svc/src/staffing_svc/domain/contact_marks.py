"""What a contact carries that can point to its cause: number, code, reason, segment, and who called (hashed)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ContactMarks:
    """None is a mark that the source did not record; `code` is the campaign or offer code quoted."""

    contact_id: str
    queue: str
    started_at: datetime
    outcome: str
    dialed_number: str | None
    code: str | None
    reason_code: str | None
    segment: str | None
    caller_hash: str | None
