"""Whether a memo is a draft or was approved, by whom and when: said the same way in every form of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Approval:
    version: int
    by: str
    at: datetime


def state_of(approval: Approval | None) -> str:
    if approval is None:
        return "Draft: not sent, waiting for approval"
    return f"Version {approval.version}, approved by {approval.by} on {approval.at:%Y-%m-%d %H:%M} UTC"
