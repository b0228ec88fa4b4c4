"""Each fact that the scorecard counts: counted once, whatever came before it, and nothing else is moved by it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from concert_chassis.reactions import Reaction
from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.event import Event
from goals_builders import (
    CAMPAIGN,
    MARCH,
    acknowledged,
    announced,
    breached,
    campaign,
    cancelled,
    delivered,
    entry,
    hours,
    insight,
    insight_read,
    interval,
    launched,
    lost,
    order,
    plan_raised,
)
from goals_svc.domain.period import Period
from goals_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from goals_svc.reactions.announcement_delivered import on_announcement_delivered
from goals_svc.reactions.campaign_announced import on_campaign_announced
from goals_svc.reactions.campaign_cancelled import on_campaign_cancelled
from goals_svc.reactions.campaign_launched import on_campaign_launched
from goals_svc.reactions.insight_acknowledged import on_insight_acknowledged
from goals_svc.reactions.insight_published import on_insight_published
from goals_svc.reactions.interval_reported import on_interval_reported
from goals_svc.reactions.notice_breached import on_notice_breached
from goals_svc.reactions.opportunity_lost import on_opportunity_lost
from goals_svc.reactions.order_placed import on_order_placed
from goals_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from goals_svc.store import campaigns, insights, losses, orders, service_intervals
from goals_svc.store.tables import ANNOUNCED_CAMPAIGNS
from sqlalchemy import select

Look = Callable[[Transaction], Awaitable[object]]
SPAN = (MARCH.since, MARCH.until)
FEBRUARY = Period(MARCH.first.replace(month=2), MARCH.first.replace(month=2, day=28))


async def launches(tx: Transaction) -> object:
    return [(one.given_days, one.on_time) for one in await campaigns.launches(tx, *SPAN)]


async def answers(tx: Transaction) -> object:
    found = await campaigns.announcements(tx, *SPAN)
    return sorted((one.announced_at, one.acknowledged_at, one.translated_at) for one in found)


async def deliveries(tx: Transaction) -> object:
    query = select(ANNOUNCED_CAMPAIGNS.c.campaign_id, ANNOUNCED_CAMPAIGNS.c.delivered_at)
    return [tuple(row) for row in await tx.execute(query)]


async def verdicts(tx: Transaction) -> object:
    return [(row["verdict"], row["attributed_to"]) for row in await campaigns.breaches(tx, *SPAN)]


async def money(tx: Transaction) -> object:
    return [(part.department, part.likely_minor) for part in await losses.by_cause(tx, *SPAN)]


async def revenue(tx: Transaction) -> object:
    return await orders.revenue_minor(tx, *SPAN, currency="EUR")


async def service(tx: Transaction) -> object:
    counts = await service_intervals.counts(tx, *SPAN, within_s=20.0)
    return (counts.answered_within, counts.answered, counts.abandoned)


async def read_in_time(tx: Transaction) -> object:
    return [(one.owner_department, one.acknowledged_at) for one in await insights.answered(tx, *SPAN)]


@dataclass(frozen=True)
class Case:
    """`before` sets the scene; `fact` makes `look` say `after`; `elsewhere` leaves it as it is."""

    reaction: Reaction
    fact: Event
    look: Look
    after: object
    elsewhere: Event
    before: tuple[tuple[Reaction, Event], ...] = ()


LAST_MONTH = FEBRUARY.since
ANNOUNCED = ((on_campaign_announced, announced()),)
CASES = {
    "announced": Case(
        on_campaign_announced,
        announced(),
        answers,
        [(hours(0), None, None)],
        announced(announced_at=LAST_MONTH),
    ),
    "delivered": Case(
        on_announcement_delivered,
        delivered(at=hours(1)),
        deliveries,
        [(CAMPAIGN, hours(1))],
        delivered(at=hours(2)),
        (*ANNOUNCED, (on_announcement_delivered, delivered(at=hours(1)))),
    ),
    "acknowledged": Case(
        on_announcement_acknowledged,
        acknowledged(at=hours(2)),
        answers,
        [(hours(0), hours(2), None)],
        acknowledged(campaign(9), hours(1)),
        ANNOUNCED,
    ),
    "translated": Case(
        on_staffing_plan_raised,
        plan_raised(at=hours(3)),
        answers,
        [(hours(0), None, hours(3))],
        plan_raised(campaign(9), hours(1)),
        ANNOUNCED,
    ),
    "cancelled": Case(on_campaign_cancelled, cancelled(), answers, [], cancelled(campaign(9)), ANNOUNCED),
    "launched": Case(
        on_campaign_launched, launched(), launches, [(14, True)], launched(campaign(9), at=LAST_MONTH)
    ),
    "breached": Case(
        on_notice_breached,
        breached(),
        verdicts,
        [("LATE_NOTICE", "marketing")],
        breached(campaign(9), breached_at=LAST_MONTH),
    ),
    "lost": Case(
        on_opportunity_lost, lost(), money, [("marketing", 93_312)], lost(2, window_start_at=LAST_MONTH)
    ),
    "ordered": Case(on_order_placed, order(), revenue, 2_500, order("B", currency="CHF")),
    "counted": Case(
        on_interval_reported,
        interval(),
        service,
        (72, 90, 10),
        interval(1, answered_within=None, within_s=None),
    ),
    "found out": Case(
        on_insight_published,
        insight(),
        read_in_time,
        [("marketing", None)],
        insight(campaign(9), published_at=LAST_MONTH),
    ),
    "read": Case(
        on_insight_acknowledged,
        insight_read(),
        read_in_time,
        [("marketing", hours(8))],
        insight_read(campaign(9)),
        ((on_insight_published, insight()),),
    ),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request: pytest.FixtureRequest) -> Case:
    found = request.param
    assert isinstance(found, Case)
    return found


async def scene(tx: Transaction, case: Case) -> None:
    for reaction, event in case.before:
        await deliver(tx, reaction, event)


async def test_what_happened_is_counted(tx: Transaction, case: Case) -> None:
    await scene(tx, case)
    await deliver(tx, case.reaction, case.fact)
    assert await case.look(tx) == case.after
    assert emitted(tx) == ()


async def test_what_is_not_of_this_period_or_thing_moves_nothing(tx: Transaction, case: Case) -> None:
    await scene(tx, case)
    before = await case.look(tx)
    await deliver(tx, case.reaction, case.elsewhere)
    after = await case.look(tx)
    assert emitted(tx) == ()
    assert after == before


async def test_the_same_event_twice_counts_once(tx: Transaction, case: Case) -> None:
    await scene(tx, case)
    heard = enveloped(case.fact, now=tx.now)
    await deliver(tx, case.reaction, heard)
    await deliver(tx, case.reaction, heard)
    assert await case.look(tx) == case.after


async def test_the_same_fact_in_two_events_counts_once(tx: Transaction, case: Case) -> None:
    await scene(tx, case)
    await deliver(tx, case.reaction, case.fact)
    await deliver(tx, case.reaction, case.fact)
    assert await case.look(tx) == case.after


async def test_a_launch_heard_of_before_its_announcement_counts_all_the_same(tx: Transaction) -> None:
    await deliver(tx, on_campaign_launched, launched(given_days=5))
    await deliver(tx, on_announcement_acknowledged, acknowledged())
    await deliver(tx, on_campaign_announced, announced())
    assert await launches(tx) == [(5, False)]
    assert await answers(tx) == [(hours(0), hours(2), None)]


async def test_an_acknowledgement_heard_of_before_its_insight_counts_all_the_same(tx: Transaction) -> None:
    await deliver(tx, on_insight_acknowledged, insight_read())
    assert await read_in_time(tx) == []
    await deliver(tx, on_insight_published, insight())
    assert await read_in_time(tx) == [("marketing", hours(8))]


async def test_the_first_answer_counts_and_a_later_one_does_not_make_it_late(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    for at in (hours(60), hours(2), hours(70)):
        await deliver(tx, on_announcement_acknowledged, acknowledged(at=at))
    assert await answers(tx) == [(hours(0), hours(2), None)]


async def test_an_insight_published_anew_keeps_its_first_time_and_takes_its_new_owner(
    tx: Transaction,
) -> None:
    await deliver(tx, on_insight_published, insight(published_at=FEBRUARY.since))
    await deliver(tx, on_insight_published, insight(version=2, owner_department="billing"))
    assert await read_in_time(tx) == []
    (kept,) = await insights.answered(tx, FEBRUARY.since, FEBRUARY.until)
    assert kept.owner_department == "billing"


async def test_a_correction_replaces_what_it_corrects_and_can_be_corrected(tx: Transaction) -> None:
    third = lost(3, corrects_entry_id=entry(2), likely_minor=90_000)
    second = lost(2, corrects_entry_id=entry(1), likely_minor=85_000)
    for corrected in (third, lost(1), second):
        await deliver(tx, on_opportunity_lost, corrected)
    assert await money(tx) == [("marketing", 90_000)]


async def test_a_loss_that_only_may_have_been_shows_its_upper_bound(tx: Transaction) -> None:
    observed = {"low_minor": 0, "likely_minor": 0, "high_minor": 5_000}
    await deliver(tx, on_opportunity_lost, lost(likely_minor=0, observed=observed))
    (part,) = await losses.by_cause(tx, *SPAN)
    assert (part.low_minor, part.likely_minor, part.high_minor) == (0, 0, 5_000)


async def test_a_later_report_of_an_interval_replaces_the_earlier(tx: Transaction) -> None:
    await deliver(
        tx, on_interval_reported, interval(), interval(answered=95, answered_within=60, abandoned=5)
    )
    assert await service(tx) == (60, 95, 5)
    await deliver(tx, on_interval_reported, interval(abandoned=None))
    assert await service(tx) == (72, 90, 10)
