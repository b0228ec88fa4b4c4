"""Draft the memo of a campaign from what the ledger says now, and send it by a person's approval."""

from uuid import UUID

from concert_chassis.transaction import Transaction

from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.losses import Memo, memo, memo_html
from staffing_svc.domain.memos import ApprovedMemo, NoMemo, NothingNewToApprove, case_of, recipients_of
from staffing_svc.store import campaigns, losses, memos, plans, surges


async def draft_memo(tx: Transaction, campaign_id: UUID) -> tuple[Memo, AnnouncedCampaign, tuple[UUID, ...]]:
    """The memo, its campaign and the entries it tells of. Raises `UnknownCampaign`, `NoMemo`."""
    campaign = await campaigns.get(tx, campaign_id)
    entries = await losses.list_of_campaign(tx, campaign_id)
    if not entries:
        raise NoMemo("nothing in the ledger is attributed to this campaign", field="/campaign_id")
    behind = {entry.surge_id: await surges.get(tx, entry.surge_id) for entry in entries}
    planned = await plans.last_version(tx, campaign_id) > 0
    case = case_of(campaign, entries, behind, planned=planned)
    return memo(case), campaign, tuple(entry.entry_id for entry in entries)


async def approve_memo(tx: Transaction, campaign_id: UUID, *, by: str) -> ApprovedMemo:
    """Sends the memo as it reads now: from here on its recipients see it, word for word.

    Raises `UnknownCampaign`, `NoMemo`, `NothingNewToApprove`.
    """
    await campaigns.lock(tx, campaign_id)
    written, campaign, entries = await draft_memo(tx, campaign_id)
    before = await memos.find_newest(tx, campaign_id)
    if before is not None and set(before.entries) == set(entries):
        raise NothingNewToApprove(
            f"version {before.version} was approved by {before.approved_by} and tells of the same entries"
        )
    approved = ApprovedMemo(
        campaign_id=campaign_id,
        version=before.version + 1 if before else 1,
        title=written.title,
        html=memo_html(written, approved_by=by),
        recipients=recipients_of(campaign),
        entries=entries,
        approved_by=by,
        approved_at=tx.now,
    )
    await memos.add(tx, approved)
    return approved
