"""Every answer of the 2,125-case grid against exact arithmetic, and the formulas' error against forty digits."""

import csv
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from staffing_svc.domain.erlang import (
    ServiceLevelVariant,
    StaffingGoal,
    StaffingModel,
    performance,
    required_agents,
)

C = StaffingModel.ERLANG_C
INTERVAL_S = 1800.0


@pytest.fixture(scope="module")
def grid() -> dict[str, NDArray[np.float64]]:
    with Path(__file__).with_name("required_agents.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def test_no_case_of_the_grid_is_wrong(grid: dict[str, NDArray[np.float64]]) -> None:
    assert grid["load"].size == 17 * 5 * 5 * 5
    goal = StaffingGoal(grid["goal"], grid["within_s"])
    contacts = grid["load"] * INTERVAL_S / grid["aht_s"]
    by_c = required_agents(contacts, grid["aht_s"], INTERVAL_S, goal, model=C)
    by_a = required_agents(contacts, grid["aht_s"], INTERVAL_S, goal, patience_s=120)
    np.testing.assert_array_equal(by_c, grid["erlang_c"])
    np.testing.assert_array_equal(by_a, grid["erlang_a"])


def test_one_interval_at_a_time_gives_the_same_answers(grid: dict[str, NDArray[np.float64]]) -> None:
    for row in range(0, grid["load"].size, 13):
        load, aht_s, within_s, level, by_c, by_a = (float(column[row]) for column in grid.values())
        case = load * INTERVAL_S / aht_s, aht_s, INTERVAL_S, StaffingGoal(level, within_s)
        assert int(required_agents(*case, model=C)) == by_c, case
        assert int(required_agents(*case, patience_s=120)) == by_a, case


def test_the_committed_grid_is_what_exact_arithmetic_says(
    grid: dict[str, NDArray[np.float64]], exact: ModuleType
) -> None:
    small = np.flatnonzero(grid["load"] <= 500)
    for row in np.random.default_rng(20).choice(small, 25, replace=False):
        case = tuple(float(grid[name][row]) for name in ("load", "aht_s", "within_s", "goal"))
        assert exact.smallest_c(*case) == grid["erlang_c"][row]
    for row in np.random.default_rng(21).choice(np.flatnonzero(grid["load"] <= 50), 5, replace=False):
        case = tuple(float(grid[name][row]) for name in ("load", "aht_s", "within_s", "goal"))
        assert exact.smallest_a(*case) == grid["erlang_a"][row]


@pytest.mark.parametrize(
    ("load", "aht_s", "agents", "within_s"),
    [(0.5, 300, 2, 0), (10, 180, 14, 20), (100, 300, 104, 20), (500, 240, 505, 60), (2500, 30, 2510, 5)],
)
def test_erlang_c_is_exact_to_the_last_digits(
    exact: ModuleType, load: float, aht_s: float, agents: int, within_s: float
) -> None:
    reached = performance(load * INTERVAL_S / aht_s, aht_s, INTERVAL_S, agents, within_s=within_s, model=C)
    assert abs(float(reached.service_level) - float(exact.level_c(load, aht_s, agents, within_s))) < 2e-13


@pytest.mark.parametrize(
    ("load", "aht_s", "agents", "within_s", "patience_s"),
    [
        (0.5, 300, 1, 0, 60),
        (10, 180, 4, 20, 120),
        (100, 300, 97, 20, 180),
        (500, 240, 470, 60, 90),
        (300, 200, 305, 20, 100_000),
        (300, 200, 150, 60, 20_000),
        (2000, 30, 1800, 5, 300),
    ],
)
def test_erlang_a_is_exact_from_idle_to_overload(
    exact: ModuleType, load: float, aht_s: float, agents: int, within_s: float, patience_s: float
) -> None:
    answered, gone, lost = (float(x) for x in exact.shares_a(load, aht_s, agents, within_s, patience_s))
    reached = performance(
        load * INTERVAL_S / aht_s,
        aht_s,
        INTERVAL_S,
        agents,
        within_s=within_s,
        patience_s=patience_s,
        variant=ServiceLevelVariant.SL3,
    )
    assert abs(float(reached.answered_within) - answered) < 4e-10
    assert abs(float(reached.abandoned_within) - gone) < 4e-10
    assert abs(float(reached.abandonment) - lost) < 4e-10
