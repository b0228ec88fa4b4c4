"""`concert staffing required` as an analyst meets it: no service, database or bus is running."""

import csv
import io
import json
from pathlib import Path

import pytest
from concert_cli.staffing.app import staffing
from typer.testing import CliRunner

HUNDRED_CALLS = [
    "required",
    "--contacts",
    "100",
    "--interval",
    "30m",
    "--aht",
    "180",
    "--service-level",
    ".8",
]


def asked(*arguments: str) -> dict[str, object]:
    answer = CliRunner().invoke(staffing, [*arguments, "-o", "json"])
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    assert isinstance(document, dict)
    return document


def refused(*arguments: str) -> str:
    answer = CliRunner().invoke(staffing, list(arguments), env={"COLUMNS": "400", "TERMINAL_WIDTH": "400"})
    assert answer.exit_code == 2, answer.output
    assert answer.stdout == ""
    return answer.stderr


def test_without_patience_the_answer_is_erlang_c() -> None:
    answer = asked(*HUNDRED_CALLS, "--within", "20")
    assert answer["agents"] == 14
    assert answer["model"] == "c"
    assert answer["service_level"] == pytest.approx(0.8884, abs=5e-5)
    assert answer["asa_s"] == pytest.approx(7.84, abs=5e-3)
    assert answer["occupancy"] == pytest.approx(0.7143, abs=5e-5)
    assert answer["abandonment"] == 0


def test_with_patience_the_answer_is_erlang_a_and_keeps_the_cap() -> None:
    answer = asked(*HUNDRED_CALLS, "--patience", "120", "--max-abandonment", "2.5%", "--shrinkage", ".3")
    assert answer["agents"] == 14
    assert answer["model"] == "a"
    assert answer["variant"] == "SL4"
    assert answer["service_level"] == pytest.approx(0.9462, abs=5e-5)
    assert answer["abandonment"] == pytest.approx(0.0228, abs=5e-5)
    assert answer["agents_with_shrinkage"] == pytest.approx(20.0)


def test_the_model_can_be_chosen_against_the_patience() -> None:
    assert asked(*HUNDRED_CALLS, "--patience", "2m", "--model", "c")["model"] == "c"


def test_a_file_has_one_case_a_line_and_overrides_the_options(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("start,offered,aht,patience\n08:00,100,180,\n08:30,0,180,\n09:00,500,5m,120\n")
    answer = CliRunner().invoke(
        staffing, ["required", "--file", str(cases), "--service-level", "80%", "-o", "csv"]
    )
    assert answer.exit_code == 0, answer.output
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert [row["start"] for row in rows] == ["08:00", "08:30", "09:00"]
    assert [row["model"] for row in rows] == ["c", "c", "a"]
    assert [int(row["agents"]) for row in rows][:2] == [14, 0]


def test_a_table_for_people_names_what_it_shows() -> None:
    answer = CliRunner().invoke(staffing, HUNDRED_CALLS)
    assert answer.exit_code == 0
    assert "agents_with_shrinkage" in answer.stdout


def test_help_teaches_by_example() -> None:
    answer = CliRunner().invoke(staffing, ["required", "--help"])
    assert answer.exit_code == 0
    assert "--contacts 100 --interval 30m" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "option", "advice"),
    [
        (["--service-level", "100%"], "--service-level", "0.99"),
        (["--service-level", "1.2"], "--service-level", "80%"),
        (["--service-level", "much"], "--service-level", "80%"),
        (["--within", "soon"], "--within", "30m"),
        (["--interval", "0"], "--interval", "above 0"),
        (["--contacts", "-1"], "--contacts", "0 or more"),
        (["--model", "a"], "--patience", "--model c"),
        (["--shrinkage", "1"], "--shrinkage", "below 1"),
        (["--patience", "60", "--max-abandonment", "0"], "--max-abandonment", "0.001"),
        (["--file", "/nowhere/cases.csv"], "--file", "does not exist"),
    ],
)
def test_bad_input_names_the_option_and_what_to_do(arguments: list[str], option: str, advice: str) -> None:
    message = refused(*HUNDRED_CALLS, *arguments)
    assert option in message
    assert advice in message


def test_what_is_missing_is_named() -> None:
    assert "--contacts" in refused("required", "--aht", "180", "--service-level", ".8")
    assert "--aht" in refused("required", "--contacts", "100", "--service-level", ".8")
    assert "--service-level" in refused("required", "--contacts", "100", "--aht", "180")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("contacts,aht\n100,180\n100,three\n", "line 3, column aht"),
        ("contacts,aht,service_level\n100,180,.8\n100,180,1\n", "line 3"),
        ("volume_of_calls,aht\n100,180\n", "contacts"),
        ("contacts\n100\n", "--aht"),
    ],
)
def test_a_bad_line_of_a_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(text)
    assert complaint in refused("required", "--file", str(cases), "--service-level", ".8")
