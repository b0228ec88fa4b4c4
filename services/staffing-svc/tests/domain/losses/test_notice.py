"""Adequate notice is what the levers allow by their lead times for what it tells, not perfect hindsight."""

import numpy as np
import pytest
from staffing_svc.domain.erlang import performance
from staffing_svc.domain.losses import Counterfactual, ImpossibleCounts, StaffingLever, WatchedLoad
from staffing_svc.domain.losses.levers import opened_by
from staffing_svc.domain.series import Numbers

OVERTIME = StaffingLever("overtime", lead_days=2, agents_share=0.025)
TRAINING = StaffingLever("training", lead_days=10, agents_share=0.06)
RECRUITS = StaffingLever("recruits", lead_days=60, agents_share=0.25)
LEVERS = (OVERTIME, TRAINING, RECRUITS)
"""Of a usual plan of 172: 4, 10 and 43 people."""


def gives_up(contacts: Numbers, agents: Numbers) -> Numbers:
    """Erlang A: half hours of calls of 300 s, callers with a patience of 120 s."""
    return np.asarray(performance(contacts, 300.0, 1800.0, agents, patience_s=120.0).abandonment)


def load(contacts: float = 1_250, **agents: float) -> WatchedLoad:
    """One interval: 1,000 forecast, 1,250 came; the usual plan was there, and nobody had announced anything."""
    usual: dict[str, float] = {
        "there": 172,
        "for_baseline": 172,
        "for_told_in_time": 172,
        "for_told": 172,
        "for_what_came": 215,
    }
    return WatchedLoad(
        contacts=np.array([contacts]), **{name: np.array([float(n)]) for name, n in (usual | agents).items()}
    )


def notice(of: WatchedLoad, *, agreed_days: int = 14, assumed_days: int = 0) -> Counterfactual:
    return Counterfactual(of, LEVERS, agreed_days, assumed_days, gives_up)


def test_two_weeks_open_overtime_and_training_but_no_recruits() -> None:
    assert opened_by(LEVERS, notice_days=14) == (OVERTIME, TRAINING)
    assert notice(load()).adequate.tolist() == [172 + 4 + 10]
    assert notice(load()).opened(given_days=0) == ("overtime", "training")


def test_where_no_lever_fits_the_agreed_notice_the_surge_loses_what_erlang_a_says() -> None:
    assert notice(load(), agreed_days=0).expected_share == pytest.approx(0.176, abs=0.0005)


def test_the_more_notice_is_agreed_the_less_would_have_been_lost() -> None:
    shares = [notice(load(), agreed_days=days).expected_share for days in (0, 2, 14, 90)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.03


def test_nobody_is_staffed_beyond_what_came() -> None:
    quiet = load(500, there=90, for_baseline=90, for_told_in_time=90, for_told=90, for_what_came=92)
    assert notice(quiet, agreed_days=90).adequate == [92]


def test_who_was_there_is_not_sent_home() -> None:
    quiet = load(100, there=60, for_baseline=18, for_told_in_time=18, for_told=18, for_what_came=20)
    assert notice(quiet).adequate == [60]


def test_an_empty_window_expects_no_loss() -> None:
    none = np.empty(0)
    assert notice(WatchedLoad(none, none, none, none, none, none)).expected_share == 0.0


def test_of_a_surprise_nothing_is_the_centers_own_where_its_plan_was_kept() -> None:
    assert notice(load()).own_part(given_days=0) == 0.0


def test_seats_left_empty_against_the_centers_own_plan_are_its_own() -> None:
    short = notice(load(there=160))
    lost_by_empty_seats = short.lost(np.array([160.0])) - short.lost(np.array([172.0]))
    avoidable = short.lost(np.array([160.0])) - short.lost(np.array([186.0]))
    assert short.own_part(given_days=0) == pytest.approx(lost_by_empty_seats / avoidable)
    assert 0.2 < short.own_part(given_days=0) < 0.8


def test_what_the_given_notice_left_time_for_is_the_centers_own_if_it_was_not_done() -> None:
    told_late = notice(load(for_told=215))
    assert told_late.possible(given_days=1).tolist() == [172]
    assert told_late.possible(given_days=3).tolist() == [176]
    assert told_late.own_part(given_days=1) == 0.0
    assert 0.0 < told_late.own_part(given_days=3) < 0.5
    assert told_late.opened(given_days=3) == ("training",)


def test_a_campaign_told_in_time_and_not_planned_for_is_all_the_centers_own() -> None:
    told_in_time = notice(load(for_told_in_time=215, for_told=215))
    assert told_in_time.own_part(given_days=14) == 1.0
    assert told_in_time.own_part(given_days=0) == 1.0


def test_a_campaign_told_in_time_and_planned_for_as_told_leaves_the_center_nothing() -> None:
    """Told of 1,050, planned for it, 1,250 came: what came above what was told is nobody's empty seat."""
    planned = notice(load(there=180, for_told_in_time=180, for_told=180))
    assert planned.own_part(given_days=14) == 0.0
    assert planned.adequate.tolist() == [186]


def test_where_no_schedule_is_known_the_center_is_taken_to_have_used_the_notice_it_had() -> None:
    unknown = notice(load(there=float("nan"), for_told=215), assumed_days=3)
    assert unknown.there.tolist() == [176]
    assert unknown.own_part(given_days=3) == 0.0


def test_where_notice_would_have_added_nobody_its_lack_cost_nothing() -> None:
    assert notice(load(there=215)).own_part(given_days=0) == 1.0


def test_negative_lead_days_are_refused() -> None:
    with pytest.raises(ImpossibleCounts):
        StaffingLever("overtime", lead_days=-1, agents_share=0.1)
