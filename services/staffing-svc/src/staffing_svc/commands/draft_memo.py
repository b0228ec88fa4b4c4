"""Draft the memo of a campaign from what the ledger says now, with what changed since the one that was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost

from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.losses import USUAL_LEVERS, CampaignCase, Memo, StaffingLever, memo
from staffing_svc.domain.losses.memo import Before
from staffing_svc.domain.memo_case import case_of
from staffing_svc.domain.memo_changes import memo_changes
from staffing_svc.domain.memos import ApprovedMemo, NoMemo
from staffing_svc.store import campaigns, losses, memos, plans, queues, surges


@dataclass(frozen=True)
class DraftedMemo:
    """`entries` are the ledger's that it tells of; `before` is the memo that was sent last."""

    memo: Memo
    case: CampaignCase
    campaign: AnnouncedCampaign
    entries: tuple[UUID, ...]
    before: ApprovedMemo | None

    @property
    def has_news(self) -> bool:
        return self.before is None or set(self.before.entries) != set(self.entries)


async def draft_memo(tx: Transaction, campaign_id: UUID) -> DraftedMemo:
    """Raises `UnknownCampaign`, `NoMemo`."""
    campaign = await campaigns.get(tx, campaign_id)
    entries = await losses.list_of_campaign(tx, campaign_id)
    if not entries:
        raise NoMemo("nothing in the ledger is attributed to this campaign", field="/campaign_id")
    sent = await memos.find_newest(tx, campaign_id)
    case = case_of(
        campaign,
        entries,
        await surges.find_many(tx, {entry.surge_id for entry in entries}),
        await _levers(tx, entries),
        planned=await plans.last_version(tx, campaign_id) > 0,
        before=await _before(tx, sent, entries),
    )
    return DraftedMemo(memo(case), case, campaign, tuple(entry.entry_id for entry in entries), sent)


async def _before(
    tx: Transaction, sent: ApprovedMemo | None, entries: Sequence[OpportunityLost]
) -> Before | None:
    """The ledger only grows, so the entries that the memo told of can still be read."""
    if sent is None or set(sent.entries) == {entry.entry_id for entry in entries}:
        return None
    told = await losses.list_by_id(tx, sent.entries)
    return Before(sent.version, memo_changes(told, entries, sent.campaign_id))


async def _levers(tx: Transaction, entries: Sequence[OpportunityLost]) -> tuple[StaffingLever, ...]:
    """Those of the queues that the entries are on, each named once."""
    found = await queues.find_many(tx, sorted({entry.queue for entry in entries}))
    stated = [queue.levers if queue.levers is not None else USUAL_LEVERS for queue in found.values()]
    return tuple({lever.name: lever for levers in stated for lever in levers}.values())
