"""From counted calls to a day that was lived: each command reads what the one before it printed."""

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
starts = { from = "06:00", until = "14:00", every = "30m" }
[[shift.break]]
name = "lunch"
length = "30m"
earliest = "3h"
latest = "5h"
[[staff]]
name = "north"
count = 60
skills = ["all"]
"""
SHIFTS = "person,queue,kind,start,end,paid_hours,lunch_start,lunch_end\n"
STEADY = ["--aht", "180", "--patience", "120", "--replications", "5", "-o", "json"]


def printed(*arguments: object) -> str:
    answer = CliRunner().invoke(staffing, [str(argument) for argument in arguments])
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def refused(*arguments: object) -> str:
    told = [str(argument) for argument in arguments]
    answer = CliRunner().invoke(staffing, told, env={"COLUMNS": "400", "TERMINAL_WIDTH": "400"})
    assert answer.exit_code == 2, answer.output
    return answer.stderr


def kept(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def contacts(folder: Path, hours: range, *, queues: tuple[str, ...] = ("all",), each: int = 100) -> Path:
    lines = [
        f"2025-03-03T{hour:02}:{minute:02},{queue},{each}\n"
        for queue in queues
        for hour in hours
        for minute in (0, 30)
    ]
    return kept(folder, "contacts.csv", "timestamp,queue,offered\n" + "".join(lines))


def shift_line(person: str, queue: str, begins: str, ends: str, lunch: str = ",") -> str:
    return f"{person},{queue},day,2025-03-03T{begins},2025-03-03T{ends},8,{lunch}\n"


def test_counted_calls_become_a_forecast_agents_shifts_and_a_lived_week(tmp_path: Path) -> None:
    start = datetime(2025, 1, 6)
    moments = [start + timedelta(minutes=30 * index) for index in range(48 * 7 * 4)]
    counted = [f"{at},{(60 if at.weekday() < 5 else 20) * (8 <= at.hour < 20)}" for at in moments]
    calls = kept(tmp_path, "calls.csv", "timestamp,offered\n" + "\n".join(counted) + "\n")
    rules = kept(tmp_path, "rules.toml", RULES)
    forecast = kept(
        tmp_path,
        "forecast.csv",
        printed("forecast", calls, "--as-of", "2025-02-03T00:00", "--horizon", "2d", "-o", "csv"),
    )
    goal = ("--aht", "4m", "--service-level", ".8", "--patience", "2m", "--max-abandonment", ".05")
    required = kept(tmp_path, "required.csv", printed("required", "--file", forecast, *goal, "-o", "csv"))
    files = ("--required", required, "--rules", rules)
    shifts = kept(tmp_path, "shifts.csv", printed("schedule", *files, "-o", "csv"))
    lived = json.loads(
        printed("simulate", "--file", required, "--schedule", shifts, "--aht", "240", *STEADY[2:])
    )
    wanted = sum(float(row["contacts"]) for row in csv.DictReader(io.StringIO(required.read_text())))
    assert lived["offered"] == pytest.approx(wanted, rel=0.05)
    assert lived["service_level"] > 0.8
    assert lived["abandonment"] < 0.05


def test_a_forecast_of_quarter_hours_is_staffed_by_the_quarter_hour(tmp_path: Path) -> None:
    lines = "start,mean,q90\n2025-03-03T08:00,50,60\n2025-03-03T08:15,50,60\n"
    file = kept(tmp_path, "forecast.csv", lines)
    goal = ("--aht", "180", "--service-level", ".8", "-o", "json")
    by_quarter = json.loads(printed("required", "--file", file, *goal))
    assert by_quarter[0]["load_erlangs"] == 10
    assert by_quarter[0]["q90"] == "60"
    assert json.loads(printed("required", "--file", file, "--interval", "30m", *goal))[0]["load_erlangs"] == 5


def test_shifts_of_all_day_are_lived_as_agents_of_all_day(tmp_path: Path) -> None:
    file = contacts(tmp_path, range(8, 17))
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + 14 * shift_line("", "all", "08:00", "17:00"))
    by_shifts = json.loads(printed("simulate", "--file", file, "--schedule", shifts, *STEADY))
    by_agents = json.loads(printed("simulate", "--contacts", 100, "--agents", 14, "--intervals", 18, *STEADY))
    assert by_shifts == by_agents


def test_a_lunch_and_a_late_start_between_two_intervals_are_lived_to_the_minute(tmp_path: Path) -> None:
    file = contacts(tmp_path, range(8, 10))
    lines = 7 * shift_line("", "all", "08:00", "10:00") + 7 * shift_line("", "all", "08:45", "10:00")
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + lines)
    rows = json.loads(printed("simulate", "--file", file, "--schedule", shifts, "--by-interval", *STEADY))
    assert [row["agents"] for row in rows] == [7, 10.5, 14, 14]
    at_lunch = lines.replace("8,,", "8,2025-03-03T09:00,2025-03-03T09:30")
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + at_lunch)
    hungry = json.loads(printed("simulate", "--file", file, "--schedule", shifts, "--by-interval", *STEADY))
    assert hungry[2]["service_level"] < 0.2 < rows[2]["service_level"]


def test_people_with_two_skills_help_the_queue_that_is_short(tmp_path: Path) -> None:
    file = contacts(tmp_path, range(8, 12), queues=("sales", "service"))
    lines = "".join(shift_line(f"north {number}", "sales", "08:00", "12:00") for number in range(1, 20))
    lines += 7 * shift_line("", "service", "08:00", "12:00")
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + lines)
    alone = json.loads(printed("simulate", "--file", file, "--schedule", shifts, "--by-queue", *STEADY))
    rules = kept(tmp_path, "rules.toml", RULES.replace('["all"]', '["sales", "service"]'))
    both = ("--schedule", shifts, "--rules", rules)
    helped = json.loads(printed("simulate", "--file", file, *both, "--by-queue", *STEADY))
    assert [row["queue"] for row in helped] == ["sales", "service"]
    assert helped[1]["service_level"] > alone[1]["service_level"] + 0.3
    assert helped[0]["offered"] == pytest.approx(800, rel=0.1)


def test_hours_that_the_file_leaves_out_pass_without_contacts(tmp_path: Path) -> None:
    text = contacts(tmp_path, range(8, 10)).read_text()
    file = kept(tmp_path, "two.csv", text + text.split("\n", 1)[1].replace("2025-03-03", "2025-03-04"))
    lines = 14 * shift_line("", "all", "08:00", "10:00")
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + lines + lines.replace("2025-03-03", "2025-03-04"))
    rows = json.loads(printed("simulate", "--file", file, "--schedule", shifts, "--by-interval", *STEADY))
    assert [row["start"][8:13] for row in rows[::2]] == ["03T08", "03T09", "04T08", "04T09"]
    assert [row["agents"] for row in rows] == [14] * 8
    assert min(row["service_level"] for row in rows) > 0.7


@pytest.mark.parametrize(
    ("shifts", "more", "complaint"),
    [
        ("person,begin\n", (), "missing: start, end"),
        (SHIFTS + shift_line("", "all", "8 o'clock", "17:00"), (), "line 2, column start:"),
        (SHIFTS + shift_line("", "all", "17:00", "08:00"), (), "line 2, column end:"),
        (SHIFTS + shift_line("", "other", "08:00", "17:00"), (), "No contacts are given for skill 'other'"),
        (SHIFTS, ("--chain",), "--chain: the shifts of --schedule have their own breaks and skills"),
    ],
)
def test_shifts_that_cannot_be_lived_say_where(
    tmp_path: Path, shifts: str, more: tuple[str, ...], complaint: str
) -> None:
    files = ("--file", contacts(tmp_path, range(8, 10)), "--schedule", kept(tmp_path, "shifts.csv", shifts))
    assert complaint in refused("simulate", *files, *more, *STEADY)


def test_shifts_without_contacts_ask_for_the_file(tmp_path: Path) -> None:
    shifts = kept(tmp_path, "shifts.csv", SHIFTS + shift_line("", "all", "08:00", "17:00"))
    assert "give --file with start and contacts" in refused("simulate", "--schedule", shifts, *STEADY)
