"""`concert staffing simulate`: a day under a plan, from options or from a file."""

import csv
import io
import json
from pathlib import Path

import pytest
from concert_cli.staffing.app import staffing
from typer.testing import CliRunner

STEADY = ["simulate", "--contacts", "100", "--agents", "14", "--aht", "180", "--replications", "5"]
PLAN = (
    "start,queue,contacts,agents\n"
    "2025-03-03T08:00,sales,60,8\n2025-03-03T08:30,sales,90,9\n"
    "2025-03-03T08:00,service,60,14\n2025-03-03T08:30,service,90,19\n"
)


def printed(*arguments: str) -> str:
    answer = CliRunner().invoke(staffing, list(arguments))
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def refused(*arguments: str) -> str:
    answer = CliRunner().invoke(staffing, list(arguments), env={"COLUMNS": "400", "TERMINAL_WIDTH": "400"})
    assert answer.exit_code == 2, answer.output
    return answer.stderr


def test_a_steady_day_is_near_what_erlang_a_says() -> None:
    day = json.loads(printed(*STEADY, "--patience", "120", "-o", "json"))
    assert day["service_level"] == pytest.approx(0.9462, abs=0.02)
    assert day["abandonment"] == pytest.approx(0.0228, abs=0.01)
    assert day["redials"] == 0
    assert day["service_level_error"] < 0.02


def test_the_same_seed_prints_the_same_and_another_does_not() -> None:
    first = printed(*STEADY, "--seed", "3", "-o", "csv")
    assert first == printed(*STEADY, "--seed", "3", "-o", "csv")
    assert first != printed(*STEADY, "--seed", "4", "-o", "csv")


def test_those_who_hang_up_may_call_again() -> None:
    day = json.loads(printed(*STEADY, "--patience", "30", "--redial", "50%", "-o", "json"))
    assert day["redials"] > 0


def test_a_plan_from_a_file_answers_by_interval(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN)
    rows = list(
        csv.DictReader(io.StringIO(printed("simulate", "--file", str(plan), "--by-interval", "-o", "csv")))
    )
    assert (rows[0]["queue"], rows[0]["start"]) == ("sales", "2025-03-03T08:00")
    assert len(rows) == 4
    assert 50 < float(rows[0]["offered"]) < 70


def test_a_chain_helps_the_queue_that_is_short(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN)
    options = ["simulate", "--file", str(plan), "--patience", "2m", "-o", "json"]
    alone, chained = json.loads(printed(*options)), json.loads(printed(*options, "--chain"))
    assert chained["service_level"] > alone["service_level"] + 0.05


def test_a_break_costs_service(tmp_path: Path) -> None:
    rested = json.loads(printed(*STEADY, "--patience", "60", "--break", "2h/6h/5", "-o", "json"))
    without = json.loads(printed(*STEADY, "--patience", "60", "-o", "json"))
    assert rested["service_level"] < without["service_level"] - 0.05


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["simulate", "--contacts", "5"], "--agents"),
        (["simulate", "--agents", "5"], "--contacts"),
        ([*STEADY, "--break", "noon"], "4h/30m/5"),
        ([*STEADY, "--redial", "2"], "--redial"),
        ([*STEADY, "--interval", "0"], "--interval"),
    ],
)
def test_bad_input_names_the_option(arguments: list[str], complaint: str) -> None:
    assert complaint in refused(*arguments)


def test_an_interval_that_contradicts_the_file_is_refused(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN)
    assert "1800 s" in refused("simulate", "--file", str(plan), "--interval", "15m")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("contacts,agents\n100,x\n", "line 2, column agents"),
        ("contacts\n100\n", "agents"),
        ("contacts,agents\n", "no lines"),
        ("queue,contacts,agents\na,1,1\nb,1,1\na,1,1\n", "same intervals"),
    ],
)
def test_a_plan_that_cannot_be_read_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(text)
    assert complaint in refused("simulate", "--file", str(plan))
