"""Send the memo of a campaign by a person's approval: from then on its recipients read it, word for word."""

from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.quantities import MoneyRange
from concert_contracts.staffing import LossMemoApproved

from staffing_svc.commands.draft_memo import DraftedMemo, draft_memo
from staffing_svc.domain.losses import Approval, memo_html, memo_pdf
from staffing_svc.domain.losses import MoneyRange as Amount
from staffing_svc.domain.memo_delivery import deliveries_of
from staffing_svc.domain.memos import ApprovedMemo, NothingNewToApprove, recipients_of
from staffing_svc.store import campaigns, memo_deliveries, memo_recipients, memos


async def approve_memo(tx: Transaction, campaign_id: UUID, *, by: str) -> ApprovedMemo:
    """Keeps the memo as it reads now and says LossMemoApproved.

    Raises `UnknownCampaign`, `NoMemo`, `NothingNewToApprove`.
    """
    await campaigns.lock(tx, campaign_id)
    drafted = await draft_memo(tx, campaign_id)
    before = drafted.before
    if before is not None and not drafted.has_news:
        raise NothingNewToApprove(
            f"version {before.version} was approved by {before.approved_by} and tells of the same entries"
        )
    approval = Approval(before.version + 1 if before else 1, by, tx.now)
    approved = ApprovedMemo(
        campaign_id=campaign_id,
        version=approval.version,
        title=drafted.memo.title,
        html=memo_html(drafted.memo, approval=approval),
        pdf=memo_pdf(drafted.memo, approval=approval),
        recipients=recipients_of(drafted.campaign),
        entries=drafted.entries,
        approved_by=by,
        approved_at=tx.now,
    )
    await memos.add(tx, approved)
    await _post(tx, approved)
    tx.emit(_said(approved, drafted))
    return approved


async def _post(tx: Transaction, approved: ApprovedMemo) -> None:
    """Lays it out for every mailbox of its recipients; the post fetches it after the commit."""
    known = await memo_recipients.find_many(tx, approved.recipients)
    await memo_deliveries.supersede(tx, approved.campaign_id, version=approved.version)
    await memo_deliveries.add(tx, deliveries_of(approved, {one.department: one.addresses for one in known}))


def _said(approved: ApprovedMemo, drafted: DraftedMemo) -> LossMemoApproved:
    case = drafted.case
    path = f"/v1/memos/{approved.campaign_id}/versions/{approved.version}"
    return LossMemoApproved(
        campaign_id=approved.campaign_id,
        memo_version=approved.version,
        approved_at=approved.approved_at,
        approved_by=approved.approved_by,
        title=approved.title,
        recipients=approved.recipients,
        entries=approved.entries,
        currency=case.observed.currency,
        observed=_range(case.observed),
        modelled=_range(case.modelled),
        worth_with_notice=_range(case.worth_with_notice),
        changes=case.before.changes if case.before else (),
        page_path=path,
        pdf_path=f"{path}/pdf",
    )


def _range(money: Amount) -> MoneyRange:
    return MoneyRange(low_minor=money.low_minor, likely_minor=money.likely_minor, high_minor=money.high_minor)
