"""Adequate notice is what the levers allow by their lead times, not perfect hindsight."""

import pytest
from staffing_svc.domain.erlang import performance
from staffing_svc.domain.losses import (
    ImpossibleCounts,
    StaffingLever,
    WatchedLoad,
    adequate_notice,
    feasible_agents,
)

OVERTIME = StaffingLever("overtime", lead_days=2, agents=4)
TRAINING = StaffingLever("training", lead_days=10, agents=10)
RECRUITS = StaffingLever("recruits", lead_days=60, agents=40)
LEVERS = (OVERTIME, TRAINING, RECRUITS)
SURGE = WatchedLoad(offered_contacts=1_250, scheduled_agents=172, required_agents=215)


def gives_up(contacts: float, agents: int) -> float:
    """Erlang A: half hours of calls of 300 s, callers with a patience of 120 s."""
    return float(performance(contacts, 300.0, 1800.0, agents, patience_s=120.0).abandonment)


def test_two_weeks_open_overtime_and_training_but_no_recruits() -> None:
    assert feasible_agents(LEVERS, notice_days=14) == 14


def test_without_notice_the_surge_loses_what_erlang_a_says() -> None:
    with_no_more = adequate_notice(
        [SURGE], LEVERS, given_notice_days=14, adequate_notice_days=14, abandoned_share=gives_up
    )
    assert with_no_more.expected_share == pytest.approx(0.176, abs=0.0005)


def test_what_the_given_notice_allowed_is_not_counted_again() -> None:
    case = adequate_notice(
        [SURGE], LEVERS, given_notice_days=3, adequate_notice_days=14, abandoned_share=gives_up
    )
    assert (case.levers, case.agents) == (("training",), (182,))


def test_notice_lowers_what_would_have_been_lost() -> None:
    shares = [
        adequate_notice(
            [SURGE], LEVERS, given_notice_days=0, adequate_notice_days=days, abandoned_share=gives_up
        ).expected_share
        for days in (0, 2, 14, 90)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.03


def test_nobody_is_staffed_beyond_the_requirement() -> None:
    quiet = WatchedLoad(offered_contacts=500, scheduled_agents=90, required_agents=92)
    case = adequate_notice(
        [quiet], LEVERS, given_notice_days=0, adequate_notice_days=90, abandoned_share=gives_up
    )
    assert case.agents == (92,)


def test_who_was_there_is_not_sent_home() -> None:
    full = WatchedLoad(offered_contacts=100, scheduled_agents=60, required_agents=20)
    case = adequate_notice(
        [full], LEVERS, given_notice_days=0, adequate_notice_days=14, abandoned_share=gives_up
    )
    assert case.agents == (60,)


def test_an_empty_window_expects_no_loss() -> None:
    case = adequate_notice([], LEVERS, given_notice_days=0, adequate_notice_days=14, abandoned_share=gives_up)
    assert case.expected_share == 0.0


def test_negative_lead_days_are_refused() -> None:
    with pytest.raises(ImpossibleCounts):
        StaffingLever("overtime", lead_days=-1, agents=3)
