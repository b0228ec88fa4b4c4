"""An approved memo on its way to one mailbox: tried until it is taken, refused for good, or too old to matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from staffing_svc.domain.identities import DELIVERY_IDS
from staffing_svc.domain.memos import ApprovedMemo

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
TRIED_FOR = timedelta(days=3)
LONGEST_ERROR = 500


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Not taken yet: it is tried again at `due_at`."""
    GAVE_UP = "gave-up"
    SUPERSEDED = "superseded"
    """A later version was approved before this one was taken."""
    NO_ADDRESS = "no-address"
    """Nobody has said where this department gets its memos."""


OPEN = (DeliveryState.WAITING, DeliveryState.FAILED)


@dataclass(frozen=True)
class MemoDelivery:
    """`address` and `due_at` are None where there is nothing to try; `delivery_id` is what the mail is known by."""

    delivery_id: UUID
    campaign_id: UUID
    memo_version: int
    department: str
    address: str | None
    approved_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    last_error: str | None
    changed_at: datetime

    def sent(self, now: datetime) -> "MemoDelivery":
        return replace(self, state=DeliveryState.SENT, due_at=None, last_error=None, changed_at=now)

    def not_taken(self, now: datetime, *, error: str, for_good: bool) -> "MemoDelivery":
        """Tried again after a pause that doubles, unless it was refused for good or is days old."""
        pause = min(FIRST_PAUSE * 2 ** min(max(self.attempts - 1, 0), 20), LONGEST_PAUSE)
        over = for_good or now + pause > self.approved_at + TRIED_FOR
        return replace(
            self,
            state=DeliveryState.GAVE_UP if over else DeliveryState.FAILED,
            due_at=None if over else now + pause,
            last_error=error[:LONGEST_ERROR],
            changed_at=now,
        )


def deliveries_of(memo: ApprovedMemo, addresses: Mapping[str, Sequence[str]]) -> list[MemoDelivery]:
    """One for each mailbox of each recipient, and one that says so for a recipient without any."""
    found: list[MemoDelivery] = []
    for department in memo.recipients:
        mailboxes = addresses.get(department) or ()
        found += [_delivery(memo, department, address) for address in mailboxes]
        if not mailboxes:
            found.append(_delivery(memo, department, None))
    return found


def _delivery(memo: ApprovedMemo, department: str, address: str | None) -> MemoDelivery:
    name = f"{memo.campaign_id} {memo.version} {department} {address or ''}"
    return MemoDelivery(
        delivery_id=uuid5(DELIVERY_IDS, name),
        campaign_id=memo.campaign_id,
        memo_version=memo.version,
        department=department,
        address=address,
        approved_at=memo.approved_at,
        state=DeliveryState.WAITING if address else DeliveryState.NO_ADDRESS,
        attempts=0,
        due_at=memo.approved_at if address else None,
        last_error=None,
        changed_at=memo.approved_at,
    )
