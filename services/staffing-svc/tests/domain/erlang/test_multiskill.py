"""Pools and chains against the simulated centre of Wallace & Whitt: five skills of twenty erlangs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.erlang import StaffingGoal, required_agents
from staffing_svc.domain.erlang.multiskill import SkillDemand, SkillGroup, square_root_split, two_skill_chain
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
    assert [
        group.agents for group in two_skill_chain(silent, 1800, StaffingGoal(0.8, 20), patience_s=60)
    ] == [0, 0]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 500), st.lists(st.floats(0, 100), min_size=1, max_size=9))
def test_a_split_gives_out_exactly_the_total(total: int, loads: list[float]) -> None:
    split = square_root_split(total, np.array(loads))
    assert split.sum() == (total if sum(loads) > 0 else 0)
    assert split.min() >= 0
