"""An approved memo is told of in the same transaction, with all that a reader needs to fetch it."""

from datetime import timedelta

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.quantities import MoneyRange
from concert_contracts.staffing import LossMemoApproved, OpportunityLost
from staffing_builders import (
    CAMPAIGN,
    MONDAY,
    a_day,
    a_watched_queue,
    announced,
    contact,
    counted,
    from_ten_to_two,
    notice,
    report,
    said,
)
from staffing_svc.commands.approve_memo import approve_memo
from staffing_svc.domain.memos import NothingNewToApprove
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.contact_ended import on_contact_ended

NINE = MONDAY.replace(hour=9)


async def a_loss(tx: Transaction) -> OpportunityLost:
    wave = {"wave": 1, "channel": "email", "size": 2000, "send_at": NINE}
    told = announced(launch_at=NINE, ends_at=NINE + timedelta(days=5), waves=(wave,), expected_contacts=40)
    await a_watched_queue(tx)
    await deliver(
        tx,
        on_campaign_announced,
        told.model_copy(update={"notice": notice(given_days=2, on_time=False)}),
    )
    for index in range(8):
        at = MONDAY.replace(hour=10) + timedelta(minutes=30 * index)
        calls = [contact(k, at=at, dialed_number="+43800100200" if k < 60 else None) for k in range(160)]
        await deliver(tx, on_contact_ended, *calls)
    await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 40 if 10 <= at.hour < 14 else 2))
    return said(tx, OpportunityLost)[-1]


async def test_what_was_approved_is_said_whole(tx: Transaction) -> None:
    lost = await a_loss(tx)
    approved = await approve_memo(tx, CAMPAIGN, by="planner-1")
    campaign = next(part for part in lost.by_cause if part.campaign_id == CAMPAIGN)
    (event,) = said(tx, LossMemoApproved)
    assert event == LossMemoApproved(
        campaign_id=CAMPAIGN,
        memo_version=1,
        approved_at=tx.now,
        approved_by="planner-1",
        title=approved.title,
        recipients=("marketing", "executive"),
        entries=(lost.entry_id,),
        currency="EUR",
        observed=lost.observed,
        modelled=MoneyRange(low_minor=0, likely_minor=0, high_minor=0),
        worth_with_notice=event.worth_with_notice,
        changes=(),
        page_path=f"/v1/memos/{CAMPAIGN}/versions/1",
        pdf_path=f"/v1/memos/{CAMPAIGN}/versions/1/pdf",
    )
    assert event.worth_with_notice.likely_minor == pytest.approx(campaign.likely_minor, abs=1)
    assert event.key == str(CAMPAIGN)


async def test_a_draft_and_a_second_approval_of_the_same_say_nothing(tx: Transaction) -> None:
    await a_loss(tx)
    assert said(tx, LossMemoApproved) == []
    await approve_memo(tx, CAMPAIGN, by="planner-1")
    with pytest.raises(NothingNewToApprove):
        await approve_memo(tx, CAMPAIGN, by="planner-2")
    assert len(said(tx, LossMemoApproved)) == 1


async def test_after_a_correction_the_next_version_says_what_changed(tx: Transaction) -> None:
    await a_loss(tx)
    await approve_memo(tx, CAMPAIGN, by="planner-1")
    await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=70))
    await approve_memo(tx, CAMPAIGN, by="planner-2")
    second = said(tx, LossMemoApproved)[-1]
    assert (second.memo_version, second.approved_by) == (2, "planner-2")
    assert second.changes[0] == "Entries of the ledger behind this memo, since then corrected: 1."
    assert any(change.startswith("Contacts abandoned: 320 then, 350 now") for change in second.changes)
