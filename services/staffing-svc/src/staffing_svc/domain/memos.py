"""A memo on what a campaign's callers found: drafted from the ledger, sent by the name of who approved it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.refusal import Refusal

from staffing_svc.domain.campaigns import AnnouncedCampaign

EXECUTIVE = "executive"
CENTER = "contact_center"


class NoMemo(Refusal):
    """Nothing was lost for this campaign, or no memo of it was sent."""

    code = "no-memo"
    status = 404


class NoPdf(Refusal):
    """This version was approved when memos were pages only."""

    code = "no-pdf"
    status = 404


class NothingNewToApprove(Refusal):
    """The ledger says no more than the memo that was approved last."""

    code = "nothing-new-to-approve"
    status = 409


@dataclass(frozen=True)
class ApprovedMemo:
    """A memo as it was sent: never changed afterwards; a later one has another version and says what changed.

    `recipients` are departments; the executive whom all report to reads every memo. `entries` are those of the
    ledger it tells of. `pdf` is None for one that was approved before memos were kept as PDF too.
    """

    campaign_id: UUID
    version: int
    title: str
    html: str
    pdf: bytes | None
    recipients: tuple[str, ...]
    entries: tuple[UUID, ...]
    approved_by: str
    approved_at: datetime


def recipients_of(campaign: AnnouncedCampaign) -> tuple[str, ...]:
    """Whose campaign it was, and whom both departments report to."""
    return (campaign.terms.department, EXECUTIVE)
