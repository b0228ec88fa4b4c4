"""Rules are data: a table becomes rules, and each mistake is named by its place."""

import tomllib
from pathlib import Path

import pytest
from schedule_cases import H
from staffing_svc.domain.schedule import rules_from
from staffing_svc.domain.schedule.refusals import ImpossibleShiftRule

TABLE = """
[week]
max_hours = "38.5h"
max_days = 4
rest = "12h"
repeats = true
[cover]
under_cover_cost = 2.5
[[shift]]
name = "late"
length = "8h30m"
starts = { from = "22:00", until = "01:00", every = "1h" }
days = ["fri", "Saturday"]
[[shift.break]]
name = "lunch"
length = "30m"
earliest = "3h"
latest = "5h"
[[staff]]
name = "team"
count = 2
contract = "30h"
skills = ["sales"]
away = [2025-03-07]
prefers_start = "09:15"
"""


def read(text: str) -> object:
    return rules_from(tomllib.loads(text))


def test_a_table_says_all_that_rules_hold() -> None:
    kept = rules_from(tomllib.loads(TABLE))
    late = kept.shifts[0]
    assert (late.length_s, late.paid_s, late.weekdays) == (int(8.5 * H), 8 * H, {4, 5})
    assert late.starts_s == (0, H, 22 * H, 23 * H)
    assert (kept.limits.max_paid_s, kept.limits.max_days, kept.limits.rest_s) == (38.5 * H, 4, 12 * H)
    assert (kept.under_cover_cost, kept.repeats) == (2.5, True)
    assert [one.name for one in kept.people] == ["team 1", "team 2"]
    assert kept.people[0].contract_s == 30 * H
    assert kept.people[0].max_days == 4
    assert kept.people[0].prefers_start_s == 9 * H + 900


def test_the_example_rules_are_rules() -> None:
    example = Path(__file__).parents[5] / "examples" / "shift_rules.toml"
    assert [shift.name for shift in rules_from(tomllib.loads(example.read_text())).shifts] == [
        "full",
        "short",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (('length = "8h30m"', 'length = "8:30"'), "shift.length"),
        (('length = "8h30m"', 'length = "25h"'), "shift.length"),
        (('from = "22:00"', 'from = "22"'), "shift.starts.from"),
        (('"fri"', '"friday the 13th", "never"'), "shift.days"),
        (('latest = "5h"', 'latest = "2h"'), "shift.break"),
        (('latest = "5h"', 'latest = "8h"'), "shift.break"),
        (("max_days = 4", "max_days = 9"), "week"),
        (("max_days = 4", "max_day = 4"), "week"),
        (("under_cover_cost = 2.5", "under_cover_cost = 0"), "cover.under_cover_cost"),
        (("count = 2", "count = -2"), "staff.count"),
        (('skills = ["sales"]', 'skills = "sales"'), "staff.skills"),
        (("[[shift]]", "[[shifts]]"), "shifts"),
    ],
)
def test_a_mistake_is_named_by_its_place(change: tuple[str, str], field: str) -> None:
    with pytest.raises(ImpossibleShiftRule) as refused:
        read(TABLE.replace(*change))
    assert refused.value.field == field


def test_breaks_that_may_collide_are_refused() -> None:
    second = '[[shift.break]]\nname = "tea"\nlength = "15m"\nearliest = "5h"\nlatest = "6h"\n'
    with pytest.raises(ImpossibleShiftRule, match="lunch may still run when tea may begin"):
        read(TABLE.replace("[[staff]]", second + "[[staff]]"))


def test_no_shift_at_all_is_refused() -> None:
    with pytest.raises(ImpossibleShiftRule):
        read("[week]\nmax_days = 5\n")
