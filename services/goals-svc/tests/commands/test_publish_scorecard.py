"""The scorecard of a period: published whole, and again only when a figure has moved."""

from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.goals import (
    CenterResponsiveness,
    GuardRailState,
    LostByCause,
    NoticeAdherence,
    RevenueProgress,
    ScorecardPublished,
)
from concert_contracts.quantities import MoneyRange
from goals_builders import (
    AT,
    GOAL,
    MARCH,
    a_goal,
    acknowledged,
    announced,
    campaign,
    cause,
    hours,
    interval,
    launched,
    lost,
    order,
    plan_raised,
)
from goals_svc.commands.publish_scorecard import publish_scorecard
from goals_svc.commands.set_goal import SCORECARD, set_goal
from goals_svc.domain.period import Period
from goals_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from goals_svc.reactions.campaign_announced import on_campaign_announced
from goals_svc.reactions.campaign_launched import on_campaign_launched
from goals_svc.reactions.interval_reported import on_interval_reported
from goals_svc.reactions.opportunity_lost import on_opportunity_lost
from goals_svc.reactions.order_placed import on_order_placed
from goals_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from goals_svc.store import scorecards
from goals_time import Later


async def a_month(tx: Transaction) -> None:
    """Two campaigns, one of them late and answered late; half lost to marketing; 80 of 90 thousand sold."""
    await set_goal(tx, a_goal(), seen_version=0)
    first, second = campaign(1), campaign(2)
    await deliver(tx, on_campaign_announced, announced(first), announced(second))
    await deliver(tx, on_announcement_acknowledged, acknowledged(first), acknowledged(second, hours(60)))
    await deliver(tx, on_staffing_plan_raised, plan_raised(first))
    await deliver(
        tx, on_campaign_launched, launched(first, expected_contacts=300), launched(second, given_days=5)
    )
    split = [
        cause("announced_campaign", "marketing", 46_656),
        cause("own_staffing", "contact_center", 46_656),
    ]
    await deliver(tx, on_opportunity_lost, lost(by_cause=split))
    await deliver(tx, on_order_placed, order(revenue_minor=8_000_000))
    await deliver(tx, on_interval_reported, interval())


async def test_a_scorecard_says_everything_of_the_period(tx: Transaction) -> None:
    await a_month(tx)
    published = await publish_scorecard(tx, MARCH)
    half = MoneyRange(low_minor=41_055, likely_minor=46_656, high_minor=53_022)
    assert published == ScorecardPublished(
        scorecard_id=SCORECARD,
        version=1,
        published_at=AT,
        period_start=MARCH.first,
        period_end=MARCH.last,
        notice_adherence=NoticeAdherence(
            on_time_campaigns=1,
            launched_campaigns=2,
            emergency_campaigns=0,
            share=0.5,
            low_share=0.09453120573423071,
            high_share=0.9054687942657693,
        ),
        center_responsiveness=CenterResponsiveness(
            announced_campaigns=2,
            acknowledged_in_time_campaigns=1,
            translated_in_time_campaigns=1,
            acknowledge_within_s=172_800,
            translate_within_s=259_200,
            acknowledged_share=0.5,
            translated_share=0.5,
        ),
        lost_opportunity=(
            LostByCause(kind="announced_campaign", department="marketing", currency="EUR", observed=half),
            LostByCause(kind="own_staffing", department="contact_center", currency="EUR", observed=half),
        ),
        revenue=RevenueProgress(
            goal_id=GOAL,
            currency="EUR",
            start_minor=7_000_000,
            target_minor=9_000_000,
            actual_minor=8_000_000,
            progress_share=0.5,
        ),
        guard_rail=GuardRailState(
            variant="SL3", within_s=20.0, floor_share=0.75, actual_share=0.72, held=False
        ),
        coverage_share=1.0,
    )
    assert emitted(tx)[1:] == (published,)


async def test_it_is_published_again_only_when_a_figure_moved(tx: Transaction, later: Later) -> None:
    await a_month(tx)
    first = await publish_scorecard(tx, MARCH)
    unmoved = await later("2025-03-02T09:00")
    assert await publish_scorecard(unmoved, MARCH) == first
    assert emitted(unmoved) == ()
    await deliver(unmoved, on_order_placed, order("A-2", revenue_minor=1))
    second = await publish_scorecard(unmoved, MARCH)
    assert (second.version, second.published_at) == (2, unmoved.now)
    assert emitted(unmoved) == (second,)
    assert await scorecards.list_before(unmoved, before=None, limit=9) == [second, first]


async def test_a_period_in_which_nothing_happened_has_no_shares(tx: Transaction) -> None:
    published = await publish_scorecard(tx, MARCH)
    assert published.notice_adherence.share is None
    assert published.center_responsiveness.acknowledged_share is None
    assert (published.revenue, published.guard_rail, published.lost_opportunity) == (None, None, ())
    assert published.coverage_share == 0.0


async def test_both_days_belong_to_the_period_and_the_next_does_not(tx: Transaction) -> None:
    await deliver(tx, on_campaign_launched, launched(campaign(1), at=MARCH.since))
    await deliver(tx, on_campaign_launched, launched(campaign(2), at=MARCH.until))
    drawn = await publish_scorecard(tx, MARCH)
    one_day = await publish_scorecard(tx, Period(MARCH.first, MARCH.first))
    assert drawn.notice_adherence.launched_campaigns == one_day.notice_adherence.launched_campaigns == 1


async def test_more_money_than_a_message_carries_does_not_stop_the_scorecard(tx: Transaction) -> None:
    await set_goal(tx, a_goal(), seen_version=0)
    most = 2**53 - 1
    await deliver(tx, on_order_placed, order("A", revenue_minor=most), order("B", revenue_minor=most))
    huge = {"observed": {"low_minor": most, "likely_minor": most, "high_minor": most}}
    for number in (1, 2):
        await deliver(tx, on_opportunity_lost, lost(number, likely_minor=most, **huge))
    published = await publish_scorecard(tx, MARCH)
    assert published.revenue is not None
    assert published.revenue.actual_minor == published.lost_opportunity[0].observed.high_minor == most
