"""Values computed elsewhere: published tables, exact arithmetic and simulation."""

import numpy as np
import pytest
from staffing_svc.domain.erlang import (
    ServiceLevelVariant,
    StaffingGoal,
    StaffingModel,
    compounded_shrinkage,
    performance,
    required_agents,
    service_level,
    with_shrinkage,
)

C = StaffingModel.ERLANG_C
HALF_HOUR = 1800.0


def of_load(erlangs: float, aht_s: float) -> float:
    return erlangs * HALF_HOUR / aht_s


def test_fourteen_agents_for_a_hundred_calls_by_erlang_c() -> None:
    reached = performance(100, 180, HALF_HOUR, 14, model=C)
    assert float(reached.wait_probability) == pytest.approx(0.1741, abs=5e-5)
    assert float(reached.service_level) == pytest.approx(0.8884, abs=5e-5)
    assert float(reached.asa_s) == pytest.approx(7.84, abs=5e-3)
    assert float(reached.occupancy) == pytest.approx(0.7143, abs=5e-5)
    assert float(performance(100, 180, HALF_HOUR, 13, model=C).service_level) == pytest.approx(
        0.7956, abs=5e-5
    )


def test_ninety_one_agents_for_five_hundred_calls_of_five_minutes() -> None:
    assert float(performance(500, 300, HALF_HOUR, 91, model=C).service_level) == pytest.approx(
        0.8144, abs=5e-5
    )


@pytest.mark.parametrize(
    ("contacts", "aht_s", "agents"),
    [(100, 180, 14), (1000, 300, 176), (of_load(100, 300), 300, 108), (of_load(50_000, 300), 300, 50_023)],
)
def test_agents_for_eighty_percent_in_twenty_seconds_by_erlang_c(
    contacts: float, aht_s: float, agents: int
) -> None:
    alone = required_agents(contacts, aht_s, HALF_HOUR, StaffingGoal(0.8, 20), model=C)
    among_others = required_agents([contacts, 50.0], aht_s, HALF_HOUR, StaffingGoal(0.8, 20), model=C)
    assert int(alone) == int(among_others[0]) == agents


def test_the_first_level_above_eighty_percent_for_a_thousand_calls() -> None:
    levels = performance(1000, 300, HALF_HOUR, [175, 176], model=C).service_level
    assert levels[0] < 0.8 <= levels[1]
    assert levels[1] == pytest.approx(0.8028, abs=5e-5)


def test_two_agents_on_half_an_erlang_answer_exactly_nine_in_ten_at_once() -> None:
    reached = performance(of_load(0.5, 300), 300, HALF_HOUR, 2, within_s=0, model=C)
    assert float(reached.service_level) == pytest.approx(0.9, abs=1e-15)
    assert int(required_agents(of_load(0.5, 300), 300, HALF_HOUR, StaffingGoal(0.9, 0), model=C)) == 2


@pytest.mark.parametrize(
    ("contacts", "variant", "level", "abandonment"),
    [
        (100, ServiceLevelVariant.SL3, 0.9327, 0.0228),
        (100, ServiceLevelVariant.SL4, 0.9462, 0.0228),
        (100, ServiceLevelVariant.SL1, 0.9470, 0.0228),
        (150, ServiceLevelVariant.SL3, 0.5879, 0.1487),
        (150, ServiceLevelVariant.SL4, 0.6360, 0.1487),
        (150, ServiceLevelVariant.SL1, 0.6635, 0.1487),
        (200, ServiceLevelVariant.SL3, 0.2357, 0.3123),
    ],
)
def test_fourteen_agents_by_erlang_a(
    contacts: float, variant: ServiceLevelVariant, level: float, abandonment: float
) -> None:
    reached = performance(contacts, 180, HALF_HOUR, 14, patience_s=120, variant=variant)
    assert float(reached.service_level) == pytest.approx(level, abs=5e-5)
    assert float(reached.abandonment) == pytest.approx(abandonment, abs=5e-5)


def test_occupancy_with_a_hundred_and_fifty_calls_by_erlang_a() -> None:
    assert float(performance(150, 180, HALF_HOUR, 14, patience_s=120).occupancy) == pytest.approx(
        0.9121, abs=5e-5
    )


@pytest.mark.parametrize(
    ("contacts", "level", "abandonment"), [(1000, 0.965, None), (1250, 0.425, 0.176), (1500, 0.036, 0.312)]
)
def test_a_surprise_campaign_on_172_agents(contacts: float, level: float, abandonment: float | None) -> None:
    reached = performance(contacts, 300, HALF_HOUR, 172, patience_s=120)
    assert float(reached.service_level) == pytest.approx(level, abs=5e-4)
    if abandonment is not None:
        assert float(reached.abandonment) == pytest.approx(abandonment, abs=5e-4)


@pytest.mark.parametrize(
    ("load", "aht_s", "agents", "within_s", "patience_s", "level", "abandonment"),
    [
        (60, 300, 62, 20, 180, 0.8152, 0.0425),
        (100, 300, 100, 20, 120, 0.8517, 0.0488),
        (600, 300, 590, 20, 120, 0.9610, 0.0298),
        (5000, 300, 4900, 20, 120, 0.9786, 0.0214),
        (5000, 300, 5050, 60, 120, 0.9972, 0.0028),
    ],
)
def test_erlang_a_at_many_sizes(
    load: float,
    aht_s: float,
    agents: int,
    within_s: float,
    patience_s: float,
    level: float,
    abandonment: float,
) -> None:
    reached = performance(
        of_load(load, aht_s),
        aht_s,
        HALF_HOUR,
        agents,
        within_s=within_s,
        patience_s=patience_s,
        variant=ServiceLevelVariant.SL3,
    )
    assert float(reached.service_level) == pytest.approx(level, abs=1e-4)
    assert float(reached.abandonment) == pytest.approx(abandonment, abs=1e-4)


@pytest.mark.parametrize(
    ("variant", "level"),
    [("SL1", 0.8302), ("SL2", 0.8600), ("SL3", 0.8113), ("SL4", 0.8269), ("SL5", 0.8208)],
)
def test_the_five_definitions_of_service_level_on_the_same_counts(variant: str, level: float) -> None:
    measured = service_level(
        ServiceLevelVariant(variant),
        offered=1060,
        answered=1000,
        answered_within=860,
        abandoned_within=20,
        abandoned_short=10,
    )
    assert float(measured) == pytest.approx(level, abs=5e-5)


def test_shrinkage_divides_by_the_time_that_is_left() -> None:
    np.testing.assert_allclose(with_shrinkage([14, 70], [0.3, 0.3]), [20.0, 100.0])


def test_planned_and_unplanned_absence_compound() -> None:
    assert float(compounded_shrinkage(0.2, 0.1)) == pytest.approx(0.28)


def test_an_occupancy_cap_staffs_the_load_divided_by_the_cap() -> None:
    goal = StaffingGoal(0.5, 60, max_occupancy=0.8)
    assert int(required_agents(of_load(40, 300), 300, HALF_HOUR, goal, model=C)) == 50
