"""`concert staffing required` asked of a file as a whole: contacts that may wait, and skills of one team."""

import csv
import io
from pathlib import Path

import pytest
from concert_cli.staffing.app import staffing
from typer.testing import CliRunner, Result

MAIL = ["--interval", "30m", "--aht", "5m", "--deadline", "2h"]
TEAM = ["--interval", "30m", "--pool", "queue", "--service-level", "80%"]


def run(folder: Path, text: str, *arguments: str) -> Result:
    cases = folder / "cases.csv"
    cases.write_text(text)
    asked = ["required", "--file", str(cases), *arguments, "-o", "csv"]
    return CliRunner().invoke(staffing, asked, env={"COLUMNS": "400", "TERMINAL_WIDTH": "400"})


def rows(folder: Path, text: str, *arguments: str) -> list[dict[str, str]]:
    answer = run(folder, text, *arguments)
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def column(found: list[dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) for row in found]


def test_mail_is_spread_over_its_deadline_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = "start,contacts\n08:00,48\n08:30,0\n09:00,0\n09:30,0\n10:00,0\n"
    found = rows(tmp_path, text, *MAIL)
    # 48 of 5 minutes are 4 agent hours: two agents from 8 to 10.
    assert column(found, "agents") == [2, 2, 2, 2, 0]
    assert column(found, "done") == [12, 12, 12, 12, 0]
    assert column(found, "backlog") == [36, 24, 12, 0, 0]
    assert [row["start"] for row in found] == ["08:00", "08:30", "09:00", "09:30", "10:00"]


def test_a_backlog_a_cap_on_occupancy_and_shrinkage_count(tmp_path: Path) -> None:
    text = "contacts\n0\n0\n0\n0\n"
    found = rows(tmp_path, text, *MAIL, "--backlog", "48", "--max-occupancy", ".5", "--shrinkage", ".2")
    assert column(found, "agents") == [4, 4, 4, 4]
    assert column(found, "agents_with_shrinkage") == [5, 5, 5, 5]
    assert column(found, "backlog") == [36, 24, 12, 0]


def test_closed_intervals_do_no_work_and_stop_the_clock(tmp_path: Path) -> None:
    text = "contacts,Open\n48,yes\n0,no\n0,0\n0,1\n0,\n0,open\n"
    found = rows(tmp_path, text, *MAIL)
    assert column(found, "agents") == [2, 0, 0, 2, 2, 2]


@pytest.mark.parametrize(
    ("text", "arguments", "complaint"),
    [
        ("contacts\n1\n", ["--deadline", "10m"], "--deadline"),
        ("contacts,interval\n1,30m\n1,15m\n", [], "line 3"),
        ("contacts,open\n1,perhaps\n", [], "line 2, column open"),
        ("contacts\n\n1\n\nx\n", [], "line 5, column contacts"),
        ("contacts\n1\n", ["--pool", "queue"], "exclude each other"),
        ("contacts\n1\n", ["--max-occupancy", "0"], "--max-occupancy"),
        ("contacts\n1\n", ["--shrinkage", "1"], "--shrinkage"),
        ("contacts\n1\n", ["--interval", "0"], "--interval"),
    ],
)
def test_what_cannot_wait_is_named(tmp_path: Path, text: str, arguments: list[str], complaint: str) -> None:
    answer = run(tmp_path, text, *MAIL, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert complaint in answer.stderr


def test_a_file_of_nothing_but_a_header_has_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path, "contacts\n", *MAIL) == []
    assert rows(tmp_path, "contacts,queue\n", *TEAM) == []


def test_five_skills_of_twenty_erlangs_are_a_chain_of_a_hundred_and_two(tmp_path: Path) -> None:
    lines = [f"{start},{queue},120,5m" for start in ("08:00", "08:30") for queue in "abcde"]
    text = "start,queue,contacts,aht\n" + "\n".join(lines) + "\n"
    found = rows(tmp_path, text, *TEAM, "--patience", "3m")
    eight = [row for row in found if row["start"] == "08:00"]
    assert [row["skills"] for row in eight] == ["a, b", "b, c", "c, d", "d, e", "e, a"]
    assert sum(column(eight, "agents")) == 102
    assert set(column(found, "pool_agents")) == {102}
    assert min(column(found, "agents_apart")) == 110
    assert len(found) == 10


@pytest.mark.parametrize(
    ("text", "arguments", "complaint"),
    [
        ("queue,contacts,aht\na,1,60\n", [], "--patience"),
        ("skill,contacts,aht\na,1,60\n", ["--patience", "60"], "no column 'queue'"),
        ("queue,contacts,aht\na,1,60\na,2,60\n", ["--patience", "60"], "line 3: 'a' is named twice"),
        ("queue,contacts,aht,patience\na,1,60,60\nb,2,60,90\n", [], "one patience"),
        ("queue,contacts,aht\na,1,60\n", ["--patience", "60", "--service-level", "1"], "--service-level"),
    ],
)
def test_a_team_that_cannot_be_is_named(
    tmp_path: Path, text: str, arguments: list[str], complaint: str
) -> None:
    answer = run(tmp_path, text, *TEAM, *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert complaint in answer.stderr


def test_what_is_asked_of_a_whole_needs_a_file() -> None:
    answer = CliRunner().invoke(staffing, ["required", "--contacts", "5", "--deadline", "4h"])
    assert answer.exit_code == 2
    assert "--file" in answer.stderr
