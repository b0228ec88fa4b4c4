"""A contact as a fact: what is kept of it, and under which keys it is known to belong to a campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


def key_of(text: str | None) -> str | None:
    """One spelling of a code or number, however it was typed: no spaces, no case, no punctuation but +."""
    if text is None:
        return None
    same = "".join(character for character in text.casefold() if character.isalnum() or character == "+")
    return same or None


def marked(dimension: str, marks: Iterable[str]) -> list[str]:
    """The keys of the marks of one dimension: of `code:Welcome 5` it is `welcome5`."""
    keys = (key_of(mark.partition(":")[2]) for mark in marks if mark.startswith(f"{dimension}:"))
    return [key for key in keys if key is not None]


@dataclass(frozen=True, slots=True)
class Contact:
    """`caller` and `note` are already redacted; numbers and codes are keys (see `key_of`)."""

    contact_id: str
    queue: str
    channel: str
    started_at: datetime
    outcome: str
    wait_s: float
    handle_s: float | None
    caller: str | None
    dialed_number: str | None
    code: str | None
    campaign_code: str | None
    reason_code: str | None
    note: str | None
    product: str | None
    segment: str | None


@dataclass(frozen=True, slots=True)
class Unexamined:
    """A contact that came in since somebody last looked."""

    contact_id: str
    reason_code: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Examined:
    """`reason` is what was said, or what the note tells surely enough, or None."""

    contact_id: str
    reason: str | None
    confidence: float | None
    model_version: int | None
