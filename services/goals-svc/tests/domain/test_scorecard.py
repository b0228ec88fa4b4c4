"""The measures of the scorecard: the same for every department, each with what it stands on."""

from datetime import timedelta

import pytest
from goals_builders import AT, a_goal, hours
from goals_svc.domain.proportions import proportion
from goals_svc.domain.scorecard import (
    Adherence,
    Answered,
    AnsweredInsight,
    GoalState,
    Launch,
    Responsiveness,
    Scorecard,
    ServiceCounts,
    adherence,
    insight_responsiveness,
    responsiveness,
)


def a_launch(given_days: int, *, contacts: int = 100, is_emergency: bool = False) -> Launch:
    return Launch(
        expected_contacts=contacts,
        on_time=is_emergency or given_days >= 14,
        is_emergency=is_emergency,
        given_days=given_days,
    )


def test_seven_of_ten_launches_on_time_are_seventy_percent() -> None:
    kept = adherence([a_launch(14)] * 7 + [a_launch(13)] * 3)
    assert (kept.notice.hits, kept.notice.of) == (7, 10)
    assert (kept.notice.share, kept.notice.low, kept.notice.high) == pytest.approx(
        (0.70, 0.3968, 0.8922), abs=5e-5
    )


def test_a_large_campaign_announced_late_weighs_more_than_a_small_one() -> None:
    assert adherence([a_launch(14, contacts=100), a_launch(5, contacts=900)]).weighted_share == 0.1


def test_emergencies_are_counted_apart() -> None:
    counted = adherence([a_launch(20), a_launch(0, is_emergency=True)])
    assert (counted.notice.hits, counted.notice.of, counted.emergencies) == (1, 1, 1)


@pytest.mark.parametrize(("days", "median"), [([3, 20, 9], 9.0), ([3, 20, 9, 10], 9.5), ([], None)])
def test_the_median_notice_is_in_the_middle(days: list[int], median: float | None) -> None:
    assert adherence([a_launch(given) for given in days]).median_notice_days == median


def test_the_center_is_timed_as_marketing_is() -> None:
    answered = responsiveness(
        [
            Answered(AT, AT + timedelta(days=2), AT + timedelta(days=3)),
            Answered(AT, AT + timedelta(days=2, seconds=1), AT + timedelta(days=3, seconds=1)),
            Answered(AT, None, None),
        ]
    )
    assert (answered.acknowledged.hits, answered.translated.hits) == (1, 1)
    assert answered.acknowledged.of == answered.translated.of == 3


def test_insights_are_counted_by_who_owns_their_cause() -> None:
    found = insight_responsiveness(
        [
            AnsweredInsight("marketing", hours(24), hours(24)),
            AnsweredInsight("marketing", hours(24), hours(25)),
            AnsweredInsight("billing", hours(24), None),
        ]
    )
    assert {name: (p.hits, p.of) for name, p in found.items()} == {"billing": (0, 1), "marketing": (1, 2)}


@pytest.mark.parametrize(("variant", "level"), [("SL2", 0.86), ("SL3", 0.8113)])
def test_service_is_the_golden_level_of_its_variant(variant: str, level: float) -> None:
    """The definitions' check: A 1000, B 60, A_20 860."""
    counts = ServiceCounts(answered_within=860, answered=1000, abandoned=60)
    assert counts.level(variant) == pytest.approx(level, abs=5e-5)
    assert ServiceCounts(0, 0, 0).level(variant) is None


@pytest.mark.parametrize(("share", "held"), [(0.75, True), (0.7499, False), (None, None)])
def test_the_guard_rail_holds_at_its_floor_and_is_silent_without_reports(
    share: float | None, held: bool | None
) -> None:
    assert GoalState(a_goal(), 0, share).held is held


def test_coverage_says_how_much_there_was_to_measure() -> None:
    nothing = proportion(0, 0)
    empty = Scorecard(Adherence(nothing, 0, None, None), Responsiveness(nothing, nothing), {}, (), None)
    assert empty.coverage_share == 0.0
    with_goal = Scorecard(empty.adherence, empty.responsiveness, {}, (), GoalState(a_goal(), 0, 0.8))
    assert with_goal.coverage_share == 0.4
