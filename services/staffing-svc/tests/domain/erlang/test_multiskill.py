"""Pools and chains against the simulated centre of Wallace & Whitt: five skills of twenty erlangs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.erlang import StaffingGoal, required_agents
from staffing_svc.domain.erlang.multiskill import (
    SkillDemand,
    SkillGroup,
    square_root_split,
    two_skill_chain,
    two_skill_groups,
)
from staffing_svc.domain.simulation import DayPlan, Exponential, Group, SkillLoad, simulate

SKILLS = ("billing", "moving", "repair", "sales", "tariffs")
INTERVALS = 40


def demands() -> list[SkillDemand]:
    return [SkillDemand(skill, contacts=120, aht_s=300) for skill in SKILLS]


def lived(groups: list[SkillGroup], seed: int) -> float:
    loads = [
        SkillLoad(each.skill, np.full(INTERVALS, each.contacts), Exponential(300), Exponential(180))
        for each in demands()
    ]
    staff = [Group(group.skills, np.full(INTERVALS, group.agents)) for group in groups]
    return simulate(DayPlan(1800, loads, staff), np.random.default_rng(seed)).service_level_overall()


def test_a_two_skill_chain_gets_by_with_a_hundred_and_two_agents() -> None:
    chain = two_skill_chain(demands(), 1800, StaffingGoal(0.8, 20), patience_s=180)
    assert sum(group.agents for group in chain) == 102
    assert chain[0].skills == ("billing", "moving")
    assert chain[-1].skills == ("tariffs", "billing")
    assert lived(chain, seed=3) >= 0.79


def test_without_second_skills_the_same_agents_fail_and_thirteen_more_are_needed() -> None:
    chain = two_skill_chain(demands(), 1800, StaffingGoal(0.8, 20), patience_s=180)
    alone = [SkillGroup(group.skills[:1], group.agents) for group in chain]
    assert lived(alone, seed=3) < 0.75
    dedicated = [SkillGroup((skill,), 23) for skill in SKILLS]
    assert sum(group.agents for group in dedicated) == 115
    assert lived(dedicated, seed=3) == pytest.approx(0.84, abs=0.03)


def test_one_skill_is_a_plain_queue_with_its_margin() -> None:
    (only,) = two_skill_chain(demands()[:1], 1800, StaffingGoal(0.8, 20), patience_s=180, margin=0.0)
    assert only == SkillGroup(
        ("billing",), int(required_agents(120, 300, 1800, StaffingGoal(0.8, 20), patience_s=180))
    )


def test_skills_that_nobody_asks_for_get_nobody() -> None:
    silent = [SkillDemand("billing", 0, 300), SkillDemand("sales", 0, 300)]
    assert two_skill_chain(silent, 1800, StaffingGoal(0.8, 20), patience_s=60) == []


def levels(
    loads: list[float], groups: list[SkillGroup], *, handle_s: list[float] | None = None, intervals: int = 40
) -> list[float]:
    """Service level as lived: of each skill, and of all together."""
    takes_s = handle_s or [300.0] * len(loads)
    asked = [
        SkillLoad(skill, np.full(intervals, load * 1800 / takes), Exponential(takes), Exponential(180))
        for skill, load, takes in zip(SKILLS, loads, takes_s, strict=False)
    ]
    staff = [Group(group.skills, np.full(intervals, group.agents)) for group in groups]
    lived = simulate(DayPlan(1800, asked, staff), np.random.default_rng(11))
    offered = np.maximum(lived.offered.sum(axis=1) - lived.abandoned_within.sum(axis=1), 1.0)
    each = lived.answered_within.sum(axis=1) / offered
    return [*each.tolist(), lived.service_level_overall()]


def chain(loads: list[float], *, handle_s: list[float] | None = None) -> list[SkillGroup]:
    takes_s = handle_s or [300.0] * len(loads)
    asked = [
        SkillDemand(skill, load * 1800 / takes, takes)
        for skill, load, takes in zip(SKILLS, loads, takes_s, strict=False)
    ]
    return two_skill_chain(asked, 1800, StaffingGoal(0.8, 20), patience_s=180)


@pytest.mark.parametrize(
    "loads",
    [
        [40.0, 20, 10, 5, 5],
        [80.0, 5, 5, 5, 5],
        [25.0, 22, 20, 18, 15],
        [5.0, 40, 5, 40, 5],
        [50.0, 2],
        [9.0] * 5,
    ],
)
def test_unequal_skills_are_served_each_and_with_fewer_than_apart(loads: list[float]) -> None:
    groups = chain(loads)
    apart = sum(
        int(required_agents(load * 6, 300, 1800, StaffingGoal(0.8, 20), patience_s=180)) for load in loads
    )
    assert sum(group.agents for group in groups) <= apart
    *each, together = levels(loads, groups)
    assert together >= 0.8
    assert min(each) >= 0.74


def test_a_skill_that_nobody_asks_for_does_not_break_the_ring() -> None:
    groups = chain([20.0, 20, 0, 20, 20])
    assert all("repair" not in group.skills and len(group.skills) == 2 for group in groups)
    *each, together = levels([20.0, 20, 0, 20, 20], groups)
    assert together >= 0.8
    assert min(each[0], each[1], each[3], each[4]) >= 0.76


@pytest.mark.parametrize("loads", [[0.05] * 5, [1.0, 0.5, 2.0, 0.2, 0.3]])
def test_where_there_are_fewer_agents_than_skills_everyone_takes_everything(loads: list[float]) -> None:
    (everyone,) = chain(loads)
    assert everyone.skills == SKILLS
    assert min(levels(loads, [everyone], intervals=400)) >= 0.8


def test_handle_times_may_differ_between_skills() -> None:
    takes_s = [60.0, 120.0, 300.0, 600.0, 900.0]
    *each, together = levels([20.0] * 5, chain([20.0] * 5, handle_s=takes_s), handle_s=takes_s)
    assert together >= 0.8
    assert min(each) >= 0.74


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.lists(st.floats(0, 60), min_size=1, max_size=5))
def test_groups_hold_everybody_and_every_skill_that_is_asked_for(total: int, loads: list[float]) -> None:
    groups = two_skill_groups(total, SKILLS[: len(loads)], np.array(loads))
    asked = {skill for skill, load in zip(SKILLS, loads, strict=False) if load > 0}
    assert sum(group.agents for group in groups) == (total if asked else 0)
    assert min((group.agents for group in groups), default=1) > 0
    assert {skill for group in groups for skill in group.skills} == (asked if total else set())
    assert all(len(set(group.skills)) == len(group.skills) for group in groups)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 500), st.lists(st.floats(0, 100), min_size=1, max_size=9))
def test_a_split_gives_out_exactly_the_total(total: int, loads: list[float]) -> None:
    split = square_root_split(total, np.array(loads))
    assert split.sum() == (total if sum(loads) > 0 else 0)
    assert split.min() >= 0
