"""`concert staffing schedule`: shifts from required agents and rules, recounted from what is printed."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from concert_cli.staffing.app import staffing
from typer.testing import CliRunner

RULES = """
[[shift]]
name = "day"
length = "8h30m"
starts = { from = "00:00", until = "23:30", every = "30m" }
[[shift.break]]
name = "lunch"
length = "30m"
earliest = "3h"
latest = "5h"
"""
AGENTS = [2] * 12 + [5, 8, 9, 9, 8, 7, 8, 9, 9, 8, 8, 7, 6, 5, 5, 4, 4, 3] + [2] * 18


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    return written(tmp_path, RULES)


def written(folder: Path, rules: str, header: str = "timestamp,required") -> list[str]:
    start = datetime(2025, 3, 3)
    lines = [f"{start + timedelta(minutes=30 * index)},{agents}" for index, agents in enumerate(AGENTS)]
    (folder / "required.csv").write_text("\n".join([header, *lines]) + "\n")
    (folder / "rules.toml").write_text(rules)
    return ["schedule", "--required", str(folder / "required.csv"), "--rules", str(folder / "rules.toml")]


def printed(*arguments: str) -> str:
    answer = CliRunner().invoke(staffing, list(arguments))
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def refused(*arguments: str) -> str:
    answer = CliRunner().invoke(staffing, list(arguments), env={"COLUMNS": "400", "TERMINAL_WIDTH": "400"})
    assert answer.exit_code == 2, answer.output
    return answer.stderr


def at_work(shifts: list[dict[str, str]], at: datetime) -> int:
    moment = at.isoformat()
    return sum(
        one["start"] <= moment < one["end"] and not one["lunch_start"] <= moment < one["lunch_end"]
        for one in shifts
    )


def test_the_printed_shifts_cover_what_is_required_at_the_printed_price(files: list[str]) -> None:
    made = json.loads(printed(*files, "-o", "json"))
    summary, shifts = made["summary"][0], made["shifts"]
    assert summary["under_cover_hours"] == 0
    for index, agents in enumerate(AGENTS):
        assert at_work(shifts, datetime(2025, 3, 3) + timedelta(minutes=30 * index)) >= agents
    assert summary["paid_hours"] == 8 * len(shifts) == sum(one["paid_hours"] for one in shifts)
    assert summary["bound_hours"] <= summary["paid_hours"]
    assert summary["gap"] == pytest.approx(summary["paid_hours"] / summary["bound_hours"] - 1, abs=1e-5)


def test_publishing_tells_progress_apart_from_the_result(files: list[str]) -> None:
    answer = CliRunner().invoke(staffing, [*files, "--publish", "--gap", "0", "--workers", "1", "-o", "json"])
    summary = json.loads(answer.stdout)["summary"][0]
    assert "gap" in answer.stderr
    assert summary["under_cover_hours"] == 0


def test_csv_gives_one_line_per_shift_and_intervals_on_request(files: list[str]) -> None:
    shifts = list(csv.DictReader(io.StringIO(printed(*files, "-o", "csv"))))
    assert shifts[0].keys() >= {"person", "queue", "kind", "start", "end", "paid_hours", "lunch_start"}
    intervals = list(csv.DictReader(io.StringIO(printed(*files, "--show", "intervals", "-o", "csv"))))
    assert [int(row["required"]) for row in intervals] == AGENTS
    assert all(row["under"] == "0" for row in intervals)


def test_named_people_get_the_shifts_and_what_is_too_much_stays_open(tmp_path: Path) -> None:
    staff = '[cover]\nunder_cover_cost = 2\n[[staff]]\nname = "north"\ncount = 6\ncontract = "40h"\n'
    made = json.loads(printed(*written(tmp_path, staff + RULES), "-o", "json"))
    a_day_each = [(one["person"], one["start"][:10]) for one in made["shifts"] if one["person"]]
    assert len(a_day_each) == len(made["shifts"]) - len(made["open_shifts"])
    assert len(a_day_each) == len(set(a_day_each))
    assert {name for name, _ in a_day_each} == {f"north {number}" for number in range(1, 7)}
    assert made["summary"][0]["under_cover_hours"] > 0


def test_the_column_of_agents_may_have_any_name(tmp_path: Path) -> None:
    files = written(tmp_path, RULES, "timestamp,agents_with_shrinkage")
    assert json.loads(printed(*files, "--column", "agents_with_shrinkage", "-o", "json"))["shifts"]


def test_a_rule_that_contradicts_itself_is_named(tmp_path: Path) -> None:
    told = refused(*written(tmp_path, RULES.replace('latest = "5h"', 'latest = "9h"')))
    assert "--rules: shift.break: shift day: lunch may end with or after the shift" in told


def test_a_time_that_no_shift_reaches_is_told(tmp_path: Path) -> None:
    told = refused(*written(tmp_path, RULES.replace('"23:30"', '"04:00"')))
    assert "no shift reaches that time" in told
