"""The story of a surge: what it came to, why, what it cost, and who answers for which part of that."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced, NoticeVerdict
from concert_contracts.external import BusinessEventHappened
from concert_contracts.staffing import LossByCause, OpportunityLost, SurgeCause, VolumeSurgeEnded
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
from staffing_svc.commands.correct_loss import correct_loss
from staffing_svc.reactions.business_event_happened import on_business_event_happened
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.contact_ended import on_contact_ended
from staffing_svc.reactions.interval_reported import on_interval_reported

TEN = MONDAY.replace(hour=10)


def on_monday(
    given: NoticeVerdict, *, expected: int = 40, people: int = 2000, **changes: object
) -> CampaignAnnounced:
    """A campaign by e-mail on Monday at nine that nobody thought would bring many."""
    nine = MONDAY.replace(hour=9)
    wave = {"wave": 1, "channel": "email", "size": people, "send_at": nine}
    told = announced(
        launch_at=nine,
        ends_at=nine + timedelta(days=5),
        waves=(wave,),
        expected_contacts=expected,
        **changes,
    )
    return told.model_copy(update={"notice": given})


async def callers(tx: Transaction, number: str | None, *, extra: int = 60, day: datetime = MONDAY) -> None:
    """Contacts of the open half-hours; those above the usual 100 dial this number."""
    for index in range(16, 40):
        at = day + timedelta(minutes=30 * index)
        more = extra if number and 10 <= at.hour < 14 else 0
        usual = [contact(k, at=at, dialed_number="+43111") for k in range(100)]
        added = [contact(200 + k, at=at, dialed_number=number) for k in range(more)]
        await deliver(tx, on_contact_ended, *usual, *added)


def lost_at(at: datetime) -> int:
    return 40 if 10 <= at.hour < 14 else 2


async def the_day(tx: Transaction) -> tuple[tuple[SurgeCause, ...], OpportunityLost]:
    await report(tx, *a_day(from_ten_to_two(), abandoned=lost_at))
    (ended,), (lost,) = said(tx, VolumeSurgeEnded), said(tx, OpportunityLost)
    return ended.causes, lost


def part(lost: OpportunityLost, kind: str) -> LossByCause:
    return next(one for one in lost.by_cause if one.kind == kind)


@pytest.mark.parametrize(
    ("given", "answers"),
    [(notice(), "contact_center"), (notice(given_days=5, on_time=False), "marketing")],
)
async def test_what_an_announced_campaign_brings_over_its_plan_is_whose_link_failed(
    tx: Transaction, given: NoticeVerdict, answers: str
) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=2)
    await deliver(tx, on_campaign_announced, on_monday(given))
    await callers(tx, "+43800100200")
    causes, lost = await the_day(tx)
    assert (causes[0].kind, causes[0].campaign_id, causes[0].label) == (
        "announced_campaign",
        CAMPAIGN,
        "Spring fibre",
    )
    assert causes[0].share.likely > 0.8
    assert "codes-and-numbers" in causes[0].evidence
    campaign = part(lost, "announced_campaign")
    assert (campaign.campaign_id, campaign.department) == (CAMPAIGN, answers)
    assert campaign.likely_minor > 0.7 * lost.observed.likely_minor
    assert part(lost, "own_staffing").department == "contact_center"
    assert sum(one.likely_minor for one in lost.by_cause) == lost.observed.likely_minor


async def test_a_campaign_nobody_announced_is_suspected_by_its_number_and_nobody_answers_for_it_yet(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    await callers(tx, None, day=MONDAY - timedelta(days=3))
    await callers(tx, "+43999")
    causes, lost = await the_day(tx)
    assert (causes[0].kind, causes[0].campaign_id) == ("suspected_campaign", None)
    assert causes[0].label == "suspected unannounced campaign: number +43999"
    assert "number:+43999" in causes[0].evidence
    assert causes[0].share.likely > 0.8
    assert part(lost, "suspected_campaign").department is None


async def test_a_surge_of_which_nothing_is_known_stays_unexplained(tx: Transaction) -> None:
    await a_watched_queue(tx)
    causes, lost = await the_day(tx)
    assert [(cause.kind, cause.share.likely) for cause in causes] == [("unexplained", 1.0)]
    (cause, own) = lost.by_cause
    assert (cause.kind, cause.department) == ("unexplained", None)
    # 160 against 100 expected: X = 320 lost less what 14 days of notice would still have lost of 1,280.
    kept = lost.expected_abandonment_share * 1280
    assert lost == OpportunityLost(
        entry_id=lost.entry_id,
        corrects_entry_id=None,
        surge_id=said(tx, VolumeSurgeEnded)[0].surge_id,
        queue="sales",
        booked_at=MONDAY.replace(hour=14, minute=30),
        window_start_at=TEN,
        window_end_at=MONDAY.replace(hour=14),
        offered=1280,
        abandoned=320,
        expected_abandonment_share=lost.expected_abandonment_share,
        redial_share=0.5,
        lost_contacts=lost.lost_contacts,
        value_per_contact_minor=960,
        currency="EUR",
        observed=lost.observed,
        modelled=lost.modelled,
        counterfactual=lost.counterfactual,
        by_cause=(cause, own),
        expected_contacts=lost.expected_contacts,
    )
    assert lost.expected_contacts == pytest.approx(800)
    assert lost.lost_contacts == pytest.approx((320 - kept) * 0.5)
    assert lost.observed.likely_minor == pytest.approx((320 - kept) * 0.5 * 960, abs=1)
    assert (lost.modelled.low_minor, lost.modelled.high_minor) == (0, 0)


async def test_nothing_is_booked_where_nobody_counts_who_gives_up(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await report(tx, *a_day(from_ten_to_two()))
    assert said(tx, OpportunityLost) == []


async def test_a_campaign_announced_when_its_callers_are_there_does_not_undo_the_surge(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    day = a_day(from_ten_to_two(), abandoned=lost_at)
    await report(tx, *[one for one in day if one.started_at.hour < 12])
    late = notice(given_days=0, on_time=False)
    await deliver(tx, on_campaign_announced, on_monday(late, expected=2000, people=20_000))
    await report(tx, *[one for one in day if one.started_at.hour >= 12])
    # A late correction judges the morning again, still by what was known in it.
    await report(tx, counted(161, at=TEN, abandoned=40))
    ended = said(tx, VolumeSurgeEnded)[-1]
    assert (ended.since, ended.causes[0].campaign_id) == (TEN, CAMPAIGN)
    assert ended.excess_contacts > 200
    lost = said(tx, OpportunityLost)[-1]
    assert part(lost, "announced_campaign").department == "marketing"


async def test_a_bill_run_explains_a_part(tx: Transaction) -> None:
    await a_watched_queue(tx)
    ran = BusinessEventHappened(
        business_event_id="bills", kind="bill_run", happened_at=TEN, label="Bills", queues=(), size=900_000
    )
    await deliver(tx, on_business_event_happened, ran)
    causes, lost = await the_day(tx)
    bills = next(cause for cause in causes if cause.kind == "business_event")
    assert (bills.business_event_id, bills.label) == ("bills", "Bills")
    assert bills.share.likely > 0.2
    assert part(lost, "business_event").department is None


async def test_of_hundreds_of_possible_causes_the_most_likely_are_named(tx: Transaction) -> None:
    await a_watched_queue(tx)
    for index in range(150):
        ran = BusinessEventHappened(
            business_event_id=f"e{index}", kind="other", happened_at=TEN, label="x", queues=(), size=5_000
        )
        await deliver(tx, on_business_event_happened, ran)
    await deliver(tx, on_interval_reported, *[one for one in a_day() if one.started_at < TEN])
    causes, _ = await the_day(tx)
    assert len([cause for cause in causes if cause.kind == "business_event"]) == 50


async def test_who_answers_stays_as_a_person_corrected_it_when_figures_move(tx: Transaction) -> None:
    await a_watched_queue(tx)
    _, lost = await the_day(tx)
    by_hand = await correct_loss(
        tx, lost.entry_id, cause=0, department="sales", reason="Their shop campaign.", by="planner"
    )
    assert by_hand == lost.model_copy(
        update={
            "entry_id": by_hand.entry_id,
            "corrects_entry_id": lost.entry_id,
            "booked_at": tx.now,
            "counterfactual": f"{lost.counterfactual} Corrected by planner: Their shop campaign.",
            "by_cause": (lost.by_cause[0].model_copy(update={"department": "sales"}), lost.by_cause[1]),
        }
    )
    await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=60))
    newest = said(tx, OpportunityLost)[-1]
    assert newest.corrects_entry_id == by_hand.entry_id
    assert newest.by_cause[0].department == "sales"
    assert len({UUID(str(entry.entry_id)) for entry in said(tx, OpportunityLost)}) == 3
