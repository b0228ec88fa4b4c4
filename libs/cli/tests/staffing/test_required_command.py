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


def test_a_file_of_a_spreadsheet_that_writes_decimal_commas_is_read(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "\ufeffStart;Contacts;AHT;Service level;Within\r\n08:00;100;180;80%;20\r\n\r\n"
        "08:30;100,5;180,0;0,8;20,0 s\r\n09:00;;180;80%;20\r\n",
        encoding="utf-8",
    )
    rows = answered(cases, "--contacts", "500")
    assert [float(row["contacts"]) for row in rows] == [100, 100.5, 500]
    assert [row["line"] for row in rows] == ["2", "4", "5"]
    assert rows[1]["agents"] == str(asked("required", "--contacts", "100.5", *REST)["agents"])


REST = ["--interval", "30m", "--aht", "180", "--service-level", ".8"]


def answered(cases: Path, *arguments: str) -> list[dict[str, str]]:
    answer = CliRunner().invoke(staffing, ["required", "--file", str(cases), *arguments, "-o", "csv"])
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def test_after_empty_lines_the_bad_line_is_still_named_by_its_place_in_the_file(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text('contacts,aht,note\n100,180,"two\nlines"\n\n,,\n100,x,\n')
    assert "line 6, column aht" in refused("required", "--file", str(cases), "--service-level", ".8")


def test_thousands_are_not_guessed_from_a_comma(tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text('contacts,aht\n"1,000",180\n')
    assert "line 2, column contacts" in refused("required", "--file", str(cases), "--service-level", ".8")


def test_the_golden_values_of_erlang_a_come_out_of_a_file(tmp_path: Path) -> None:
    """(load, handle time, agents, patience, SL3, abandonment): the agents are those the SL3 itself asks for."""
    golden = [
        (60, 300, 62, 180, 0.8152, 0.0425),
        (100, 300, 100, 120, 0.8517, 0.0488),
        (5000, 300, 4900, 120, 0.9786, 0.0214),
    ]
    lines = [f"{load * 6},{aht},{patience},{level - 5e-5}" for load, aht, _, patience, level, _ in golden]
    cases = tmp_path / "cases.csv"
    cases.write_text("calls,aht_s,patience,sl\n" + "\n".join(lines) + "\n")
    rows = answered(cases, "--variant", "sl3", "--interval", "30m", "--within", "20")
    assert [int(row["agents"]) for row in rows] == [agents for _, _, agents, *_ in golden]
    for row, (*_, level, lost) in zip(rows, golden, strict=True):
        assert float(row["service_level"]) == pytest.approx(level, abs=5e-5)
        assert float(row["abandonment"]) == pytest.approx(lost, abs=5e-5)


@pytest.mark.parametrize(
    ("arguments", "agents", "level"),
    [
        (["--contacts", "0", "--aht", "180"], 0, 1.0),
        (["--contacts", "100", "--aht", "0"], 0, 1.0),
        (["--contacts", "300000", "--aht", "300"], 50_023, 0.8),
        (["--contacts", "3", "--aht", "300", "--within", "0"], 2, 0.9),
        (["--contacts", "500", "--aht", "300", "--model", "C"], 91, 0.8144),
        (["--contacts", "1000", "--aht", "5m"], 176, 0.8028),
    ],
)
def test_from_nothing_to_fifty_thousand_erlangs_there_is_an_answer(
    arguments: list[str], agents: int, level: float
) -> None:
    answer = asked("required", "--interval", "30m", "--service-level", ".8", *arguments)
    assert answer["agents"] == agents
    reached = answer["service_level"]
    assert isinstance(reached, float)
    assert reached >= level - 5e-5


def test_callers_without_any_patience_are_lost_unless_somebody_is_free() -> None:
    """Erlang B: 10 erlangs on 18 agents lose .0071 (published tables)."""
    answer = asked(*HUNDRED_CALLS, "--patience", "0", "--max-abandonment", ".0072")
    assert answer["agents"] == 18
    assert answer["abandonment"] == pytest.approx(0.0071, abs=5e-5)


def test_a_cap_on_abandonment_needs_callers_who_hang_up() -> None:
    message = refused("required", "--contacts", "100", "--aht", "180", "--max-abandonment", ".05")
    assert "--patience" in message


def test_a_service_level_that_is_met_by_letting_callers_go_is_pointed_out() -> None:
    hasty = CliRunner().invoke(staffing, [*HUNDRED_CALLS, "--patience", "0"])
    assert "91% of contacts hang up" in hasty.stderr
    capped = CliRunner().invoke(staffing, [*HUNDRED_CALLS, "--patience", "2m", "--max-abandonment", ".05"])
    assert capped.stderr == ""
