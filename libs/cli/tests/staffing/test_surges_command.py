"""`concert staffing surges` and `concert bench surge` on files, with nothing running around them."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import typer
from concert_cli.bench.surge import bench_surge
from concert_cli.staffing.surges import surges
from staffing_svc.domain.forecast import Calendar, History, forecast
from staffing_svc.domain.forecast.day_ahead import expect_days
from staffing_svc.domain.forecast.local_days import to_local_days
from typer.testing import CliRunner, Result

MONDAY = datetime(2024, 1, 1)
DAYS = 42
TRAINED = MONDAY + timedelta(days=35)
SURGE_AT = MONDAY + timedelta(days=38, hours=13)


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command("surges")(surges)
    app.command("bench")(bench_surge)
    return CliRunner().invoke(app, list(arguments))


def counts(
    *, surge: float = 0.0, seed: int = 1, size: float = 1.0
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Hours of six weeks, open from 8 to 20; a surge of three hours in the last week."""
    draw = np.random.default_rng(seed)
    slot = np.arange(24 * DAYS) % 24
    mean = np.where((slot >= 8) & (slot < 20), 400 + 200 * np.sin((slot - 8) / 12 * np.pi), 0.0)
    mean = size * mean * np.repeat(draw.lognormal(0, 0.04, DAYS), 24)
    begin = int((SURGE_AT - MONDAY).total_seconds() // 3600)
    mean[begin : begin + 3] *= 1.0 + surge
    return draw.poisson(mean).astype(float)


def export(folder: Path, *, surge: float = 0.0, queues: tuple[str, ...] = ("",), size: float = 1.0) -> Path:
    lines = ["timestamp,offered" + (",queue" if queues[0] else "")]
    for number, queue in enumerate(queues):
        for index, count in enumerate(counts(surge=surge, seed=1 + number, size=size)):
            stamp = (MONDAY + timedelta(hours=index)).isoformat()
            lines.append(f"{stamp},{count:.0f}" + (f",{queue}" if queue else ""))
    file = folder / "intervals.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def alarms(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_surge_of_sixty_percent_is_one_row(tmp_path: Path) -> None:
    file = export(tmp_path, surge=0.6)
    rows = alarms(run("surges", str(file), "--train-until", TRAINED.isoformat(), "-o", "csv"))
    (row,) = [row for row in rows if row["start"][:10] == SURGE_AT.date().isoformat()]
    assert list(row)[:5] == ["start", "end", "expected", "observed", "uplift"]
    assert row["start"] == SURGE_AT.isoformat()
    assert row["end"] == (SURGE_AT + timedelta(hours=3)).isoformat()
    assert float(row["uplift"]) == pytest.approx(0.6, abs=0.12)
    assert float(row["uplift_low"]) < float(row["uplift"]) < float(row["uplift_high"])


def test_what_comes_later_changes_nothing_before(tmp_path: Path) -> None:
    """The same file with a surge in its last week: every earlier alarm is the same."""
    found = []
    for surge in (0.0, 1.0):
        file = export(tmp_path, surge=surge)
        rows = alarms(run("surges", str(file), "--train-until", TRAINED.date().isoformat(), "-o", "csv"))
        found.append([row for row in rows if row["end"] <= SURGE_AT.isoformat()])
    assert found[0] == found[1]


def test_several_queues_name_theirs(tmp_path: Path) -> None:
    file = export(tmp_path, surge=0.8, queues=("sales", "service"))
    result = run("surges", str(file), "--train-until", TRAINED.isoformat(), "-o", "json")
    assert result.exit_code == 0, result.output
    assert {row["queue"] for row in json.loads(result.stdout)} == {"sales", "service"}


def test_the_expectation_of_a_day_is_the_forecast_made_at_its_midnight() -> None:
    history = History(MONDAY.replace(tzinfo=UTC), 3600, counts())
    row = 28
    expected = expect_days(to_local_days(history), Calendar(), [row])[row]
    made = forecast(history, history.start + timedelta(days=row), 24)
    assert expected == pytest.approx(made.mean, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("rate", ["0/week", "often", "-1/week", "1/year"])
def test_an_impossible_rate_is_refused_by_name(tmp_path: Path, rate: str) -> None:
    file = export(tmp_path)
    result = run("surges", str(file), "--train-until", TRAINED.isoformat(), "--false-alarms", rate)
    assert result.exit_code == 2
    assert "--false-alarms" in result.output


@pytest.mark.parametrize("date", ["2023-12-31", "2025-01-01", "soon"])
def test_a_cut_outside_the_file_is_refused_by_name(tmp_path: Path, date: str) -> None:
    result = run("surges", str(export(tmp_path)), "--train-until", date)
    assert result.exit_code == 2
    assert "--train-until" in result.output


def test_a_training_part_of_two_days_is_refused(tmp_path: Path) -> None:
    result = run("surges", str(export(tmp_path)), "--train-until", "2024-01-03")
    assert result.exit_code == 2
    assert "learn a threshold" in result.output


def test_the_bench_finds_big_surges_more_often_than_small_ones(tmp_path: Path) -> None:
    result = run("bench", str(export(tmp_path)), "--surges", "40", "-o", "json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [row["uplift"] for row in rows] == [0.1, 0.2, 0.3, 0.5, 0.75, 1.0]
    assert rows[-1]["within_1h"] == 1.0
    assert rows[0]["within_1h"] < 0.5


def test_the_bench_shows_the_rules_in_use_beside_ours(tmp_path: Path) -> None:
    result = run("bench", str(export(tmp_path)), "--surges", "40", "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    doubled = rows[-1]
    assert float(doubled["x1_3_within_1h"]) > 0.9
    assert float(doubled["z_rule_within_1h"]) > 0.9
    assert float(rows[2]["within_1h"]) >= float(rows[2]["z_rule_within_1h"])
    assert len({row["z_rule_alarms_per_week"] for row in rows}) == 1


def test_a_queue_of_a_call_an_hour_is_benched_too(tmp_path: Path) -> None:
    result = run("bench", str(export(tmp_path, size=0.001)), "--surges", "20", "-o", "json")
    assert result.exit_code == 0, result.output
    assert all(0.0 <= row["within_1h"] <= 1.0 for row in json.loads(result.stdout))
