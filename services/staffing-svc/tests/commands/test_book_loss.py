"""Losses told by date: who had how much notice, who was in the seats, and whose part of the loss that makes."""

from collections.abc import Sequence
from datetime import timedelta
from math import exp, log, sqrt
from typing import Any

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignAnnounced, NoticeVerdict
from concert_contracts.external import IntervalReported
from concert_contracts.staffing import LossByCause, OpportunityLost
from staffing_builders import (
    MONDAY,
    a_day,
    a_watched_queue,
    announced,
    contact,
    from_ten_to_two,
    notice,
    report,
    said,
)
from staffing_svc.commands.load_staff import load_staff
from staffing_svc.domain.losses import StaffingLever
from staffing_svc.domain.queues import Balking
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.contact_ended import on_contact_ended
from staffing_svc.store.staff import ScheduledAgents

NINE = MONDAY.replace(hour=9)
NUMBER = "+43800100200"
USUAL = 25
"""People who keep the promise to 100 contacts in half an hour: 17 in their seats, three of ten being away."""
LATE = notice(given_days=3, on_time=False)


def a_campaign(given: NoticeVerdict, *, expected: int = 40, people: int = 2000) -> CampaignAnnounced:
    wave = {"wave": 1, "channel": "email", "size": people, "send_at": NINE}
    told = announced(
        launch_at=NINE, ends_at=NINE + timedelta(days=5), waves=(wave,), expected_contacts=expected
    )
    return told.model_copy(update={"notice": given})


async def seats(tx: Transaction, people: float) -> None:
    """The schedule of Monday."""
    times = [MONDAY + timedelta(minutes=30 * index) for index in range(16, 40)]
    await load_staff(tx, [ScheduledAgents("sales", at, 1800, people) for at in times])


async def dialing(
    tx: Transaction, *, marked: int, outcomes: Sequence[str] = ("answered",), **marks: Any
) -> None:
    """Contacts of ten to two, 160 in half an hour; the first `marked` dial the campaign's number."""
    for index in range(8):
        at = MONDAY.replace(hour=10) + timedelta(minutes=30 * index)
        contacts = [
            contact(
                k,
                at=at,
                dialed_number=NUMBER if k < marked else "+43111",
                outcome=outcomes[k % len(outcomes)],
                **{name: value(index, k) for name, value in marks.items()},
            )
            for k in range(160)
        ]
        await deliver(tx, on_contact_ended, *contacts)


async def the_day(tx: Transaction, **more: Any) -> OpportunityLost:
    """160 came in each half-hour from ten to two instead of 100, and 40 of them gave up."""
    await report(tx, *with_more(a_day(from_ten_to_two(), abandoned=gives_up), **more))
    return said(tx, OpportunityLost)[-1]


def with_more(day: Sequence[IntervalReported], **more: Any) -> list[IntervalReported]:
    return [one.model_copy(update=more if 10 <= one.started_at.hour < 14 else {}) for one in day]


def gives_up(at: Any) -> int:
    return 40 if 10 <= at.hour < 14 else 2


def part(lost: OpportunityLost, kind: str) -> LossByCause:
    return next(one for one in lost.by_cause if one.kind == kind)


def share(lost: OpportunityLost, kind: str) -> float:
    return part(lost, kind).likely_minor / lost.observed.likely_minor


def by_the_book(
    lost: OpportunityLost, *, redials_se: float, value_se: float = 0.0
) -> tuple[float, float, float]:
    """Low, likely and high by definitions.md, from nothing but what the entry says."""
    n = lost.offered + (lost.blocked or 0) + (lost.deflected_unresolved or 0)
    away = lost.abandoned + (lost.blocked or 0) + (lost.deflected_unresolved or 0)
    x, a, rho = away - lost.expected_abandonment_share * n, away / n, lost.redial_share
    v = lost.value_per_contact_minor
    money = max(x, 0) * (1 - rho) * v
    cv2 = (n * a * (1 - a) + (n * 0.01) ** 2) / x**2 + (redials_se / (1 - rho)) ** 2 + (value_se / v) ** 2
    reach = exp(1.96 * sqrt(log(1 + cv2)))
    return money / reach, money, money * reach


async def test_a_surprise_on_a_kept_plan_is_not_the_centers_staffing(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await seats(tx, USUAL)
    lost = await the_day(tx)
    assert share(lost, "own_staffing") < 0.1
    assert part(lost, "unexplained").department is None
    assert lost.counterfactual.startswith(
        "With 14 days of notice instead of 0: overtime, shifts moved, trained colleagues from other queues on "
        "top of the loaded schedule;"
    )


async def test_the_figures_of_an_entry_follow_from_what_it_says(tx: Transaction) -> None:
    await a_watched_queue(tx, value_se_minor=120)
    await seats(tx, USUAL)
    lost = await the_day(tx)
    low, likely, high = by_the_book(lost, redials_se=0.1, value_se=120)
    found = (lost.observed.low_minor, lost.observed.likely_minor, lost.observed.high_minor)
    assert found == pytest.approx((low, likely, high), rel=1e-4, abs=1)
    assert "Redials 50% are the queue's figure" in lost.counterfactual


async def test_seats_that_the_centers_own_plan_left_empty_are_its_own_whatever_else_came(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=3)
    await deliver(tx, on_campaign_announced, a_campaign(LATE))
    await dialing(tx, marked=60)
    await seats(tx, USUAL - 6)
    lost = await the_day(tx)
    assert share(lost, "own_staffing") > 0.4
    assert part(lost, "own_staffing").department == "contact_center"
    assert part(lost, "announced_campaign").department == "marketing"
    assert sum(one.likely_minor for one in lost.by_cause) == lost.observed.likely_minor


async def test_notice_in_time_that_the_center_made_no_plan_from_is_nobodys_loss_but_its_own(
    tx: Transaction,
) -> None:
    """Told three weeks ahead of about 117 in each half-hour; the schedule stayed below what 100 need; 160 came."""
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=21)
    await deliver(tx, on_campaign_announced, a_campaign(notice(given_days=21), expected=600, people=3_000))
    await dialing(tx, marked=60)
    await seats(tx, USUAL - 4)
    await report(tx, *a_day(from_ten_to_two(60), abandoned=gives_up))
    lost = said(tx, OpportunityLost)[-1]
    assert share(lost, "own_staffing") > 0.4
    assert lost.counterfactual.startswith("Notice was given in time (14 days are agreed): ")
    assert {one.department for one in lost.by_cause if one.likely_minor} <= {"contact_center", None}


@pytest.mark.parametrize(("people", "least", "most"), [(USUAL, 0.1, 0.5), (USUAL + 3, 0.0, 0.05)])
async def test_of_late_notice_the_center_owes_only_what_there_was_time_for(
    tx: Transaction, people: int, least: float, most: float
) -> None:
    """Three days are enough for overtime, two more in their seats, and for nothing else."""
    await a_watched_queue(tx)
    tx.now = MONDAY - timedelta(days=3)
    await deliver(tx, on_campaign_announced, a_campaign(LATE, expected=600, people=3_000))
    await dialing(tx, marked=60)
    await seats(tx, people)
    lost = await the_day(tx)
    assert least <= share(lost, "own_staffing") <= most
    assert part(lost, "announced_campaign").department == "marketing"
    assert "instead of 3: shifts moved, trained colleagues" in lost.counterfactual


async def test_a_center_that_states_no_lever_cannot_say_that_notice_would_have_helped(
    tx: Transaction,
) -> None:
    await a_watched_queue(tx, levers=())
    await seats(tx, USUAL)
    lost = await the_day(tx)
    assert share(lost, "own_staffing") == 1.0
    assert "no further lever" in lost.counterfactual
    assert "as the center has stated them" in lost.counterfactual


async def test_the_centers_own_lead_times_decide_what_notice_would_have_brought(tx: Transaction) -> None:
    slow = (StaffingLever("agency staff", 30, 1.0),)
    await a_watched_queue(tx, levers=slow)
    await seats(tx, USUAL)
    too_slow = await the_day(tx)
    assert share(too_slow, "own_staffing") == 1.0
    await a_watched_queue(tx, "quick", levers=(StaffingLever("agency staff", 5, 1.0),))
    times = [MONDAY + timedelta(minutes=30 * index) for index in range(16, 40)]
    await load_staff(tx, [ScheduledAgents("quick", at, 1800, USUAL) for at in times])
    day = a_day(from_ten_to_two(), abandoned=gives_up)
    await report(tx, *[one.model_copy(update={"queue": "quick"}) for one in day])
    quick = said(tx, OpportunityLost)[-1]
    assert (quick.queue, share(quick, "own_staffing") < 0.1) == ("quick", True)
    assert quick.expected_abandonment_share < too_slow.expected_abandonment_share
    assert quick.observed.likely_minor > too_slow.observed.likely_minor


async def test_what_found_no_line_and_what_was_sent_away_unsolved_got_away_too(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await seats(tx, USUAL)
    lost = await the_day(tx, blocked=10, deflected_unresolved=5, short_abandoned=8)
    assert (lost.offered, lost.abandoned) == (1280, 8 * (40 - 8))
    assert (lost.blocked, lost.deflected_unresolved) == (80, 40)
    low, likely, high = by_the_book(lost, redials_se=0.1)
    found = (lost.observed.low_minor, lost.observed.likely_minor, lost.observed.high_minor)
    assert found == pytest.approx((low, likely, high), rel=1e-4, abs=1)


async def test_where_intervals_do_not_say_who_found_no_line_contacts_do(tx: Transaction) -> None:
    await a_watched_queue(tx)
    await dialing(tx, marked=0, outcomes=("answered", "answered", "answered", "blocked"))
    lost = await the_day(tx)
    assert (lost.blocked, lost.deflected_unresolved) == (8 * 40, None)


async def test_redials_are_measured_where_callers_are_known(tx: Transaction) -> None:
    """Every fourth contact gives up; half of those, by hashed number, call again twenty minutes later."""
    await a_watched_queue(tx)
    await dialing(
        tx,
        marked=0,
        outcomes=("abandoned", "answered", "answered", "answered"),
        caller_hash=lambda index, k: f"{index * 1000 + k:032x}",
    )
    again = [
        contact(
            k + 1200,
            at=MONDAY.replace(hour=10) + timedelta(minutes=30 * index),
            caller_hash=f"{index * 1000 + k:032x}",
        )
        for index in range(8)
        for k in range(0, 160, 8)
    ]
    await deliver(tx, on_contact_ended, *again)
    lost = await the_day(tx)
    assert lost.redial_share == 0.5
    assert "Redials 50% were measured on" in lost.counterfactual


async def test_who_turned_away_uncounted_is_modelled_where_somebody_has_measured_it(tx: Transaction) -> None:
    await a_watched_queue(tx, balking=Balking(0.05, 0.1, "survey of March"))
    await seats(tx, USUAL)
    lost = await the_day(tx)
    assert lost.modelled.low_minor == 0
    assert 0 < lost.modelled.likely_minor < lost.modelled.high_minor
    assert lost.modelled_assumption is not None
    assert "5% turn away (0 % to 10%, survey of March)" in lost.modelled_assumption
    # b/(1 - b): one in twenty is 1/19, one in ten is 1/9 of the same customers.
    assert lost.modelled.high_minor / lost.modelled.likely_minor == pytest.approx(19 / 9, rel=1e-3)
    assert sum(one.likely_minor for one in lost.by_cause) == lost.observed.likely_minor


async def test_where_nobody_has_measured_who_turns_away_nothing_is_invented(tx: Transaction) -> None:
    await a_watched_queue(tx)
    lost = await the_day(tx)
    assert (lost.modelled.high_minor, lost.modelled_assumption) == (0, None)
