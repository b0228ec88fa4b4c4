"""`concert staffing schedule`: shifts from required agents and rules, recounted from what is printed."""

import csv
import io
import json
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from concert_cli.staffing.app import staffing
from concert_cli.staffing.interrupts import wish_to_stop
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


def required_at(folder: Path, stamps: list[str], rules: str = RULES) -> list[str]:
    files = written(folder, rules)
    (folder / "required.csv").write_text("timestamp,required\n" + "".join(f"{stamp},2\n" for stamp in stamps))
    return files


def test_shifts_begin_on_the_clock_of_stamps_with_an_offset(tmp_path: Path) -> None:
    only_at_nine = RULES.replace('{ from = "00:00", until = "23:30", every = "30m" }', '["09:00"]')
    files = required_at(tmp_path, ["2025-03-03T09:00:00+05:30", "2025-03-03T09:30:00+05:30"], only_at_nine)
    made = json.loads(printed(*files, "-o", "json"))
    assert {one["start"] for one in made["shifts"]} == {"2025-03-03T09:00:00+05:30"}
    assert made["intervals"][0]["start"] == "2025-03-03T09:00:00+05:30"


def test_stamps_of_several_offsets_ask_for_their_zone(tmp_path: Path) -> None:
    stamps = [f"2025-03-30T0{hour}:00:00+0{1 if hour < 2 else 2}:00" for hour in (0, 1, 3, 4)]
    files = required_at(tmp_path, stamps)
    assert "name their zone, for example --timezone Europe/Berlin" in refused(*files)
    made = json.loads(printed(*files, "--timezone", "Europe/Berlin", "-o", "json"))
    assert [row["start"][11:16] for row in made["intervals"]] == ["00:00", "01:00", "03:00", "04:00"]


def test_one_interval_alone_needs_its_length(tmp_path: Path) -> None:
    files = required_at(tmp_path, ["2025-03-03T09:00"])
    assert "one interval alone does not tell how long it is" in refused(*files)
    made = json.loads(printed(*files, "--interval", "15m", "-o", "json"))
    assert made["summary"][0]["required_hours"] == 0.5
    assert len(made["shifts"]) == 2


def test_a_rota_takes_a_file_of_office_hours_as_whole_days(tmp_path: Path) -> None:
    stamps = [f"2025-03-{day:02}T{hour:02}:00" for day in range(3, 10) for hour in range(8, 17)]
    files = required_at(tmp_path, stamps, "[week]\nrepeats = true\n" + RULES)
    made = json.loads(printed(*files, "-o", "json"))
    assert made["summary"][0]["under_cover_hours"] == 0
    assert len(made["intervals"]) == 7 * 24


def test_the_printed_bound_is_never_rounded_above_what_the_schedule_costs(tmp_path: Path) -> None:
    files = required_at(
        tmp_path, ["2025-03-03T09:00", "2025-03-03T09:10"], RULES + "[cover]\nunder_cover_cost = 1\n"
    )
    summary = json.loads(printed(*files, "-o", "json"))["summary"][0]
    assert summary["bound_hours"] <= 2 * 2 / 6 == pytest.approx(summary["cost_hours"], abs=1e-4)


def test_the_first_interrupt_only_asks_to_stop_and_the_second_breaks_off() -> None:
    with wish_to_stop() as asked:
        assert not asked()
        signal.raise_signal(signal.SIGINT)
        assert asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_an_interrupt_after_publishing_breaks_off_as_ever() -> None:
    with wish_to_stop():
        pass
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_of_several_queues_the_one_that_cannot_be_covered_is_named(tmp_path: Path) -> None:
    files = written(tmp_path, RULES.replace('"23:30"', '"08:00"'))
    stamps = [
        (queue, f"2025-03-03T{hour:02}:00")
        for queue, hour in (("sales", 9), ("sales", 10), ("service", 22), ("service", 23))
    ]
    lines = [f"{stamp},{queue},2\n" for queue, stamp in stamps]
    (tmp_path / "required.csv").write_text("timestamp,queue,required\n" + "".join(lines))
    assert "shift.starts: service: 2 agents are required at Monday 03 March 22:00" in refused(*files)
