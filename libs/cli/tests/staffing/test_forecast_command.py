"""`concert staffing forecast` and `concert bench forecast` on files, with nothing running around them."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import typer
from concert_cli.bench.forecast import bench_forecast
from concert_cli.staffing.forecast import forecast_command
from staffing_svc.domain.layers import prior_of
from typer.testing import CliRunner, Result

COLUMNS = ["start", "mean", "q025", "q10", "q50", "q90", "q975"]


def command() -> typer.Typer:
    app = typer.Typer()
    app.command("forecast")(forecast_command)
    app.command("bench")(bench_forecast)
    return app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command(), list(arguments))


def export(folder: Path, *, days: int = 60, queues: tuple[str, ...] = ()) -> Path:
    """Hourly counts from 2024-01-01; with queue names a queue column, each twice the one before."""
    random = np.random.default_rng(1)
    lines = ["timestamp,offered" + (",queue" if queues else "")]
    for number, queue in enumerate(queues or ("",)):
        for hour in range(24 * days):
            stamp = datetime(2024, 1, 1) + timedelta(hours=hour)
            count = random.poisson(2.0**number * 20.0 * (1.5 + np.sin(hour / 24 * 2 * np.pi)))
            lines.append(f"{stamp.isoformat()},{count}" + (f",{queue}" if queue else ""))
    file = folder / "intervals.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_csv_has_one_row_per_interval_from_the_cut(tmp_path: Path) -> None:
    result = run(
        "forecast", str(export(tmp_path)), "--as-of", "2024-02-20T00:00", "--horizon", "1w", "-o", "csv"
    )
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == COLUMNS
    assert len(rows) == 168
    assert rows[0]["start"] == "2024-02-20T00:00:00"
    assert rows[-1]["start"] == "2024-02-26T23:00:00"
    assert all(float(row["q025"]) <= float(row["q50"]) <= float(row["q975"]) for row in rows)


def test_several_queues_get_a_queue_column(tmp_path: Path) -> None:
    file = export(tmp_path, queues=("sales", "help"))
    result = run("forecast", str(file), "--as-of", "2024-02-20", "--horizon", "1d", "-o", "json")
    rows = json.loads(result.stdout)
    assert list(rows[0]) == ["queue", *COLUMNS]
    total = {name: sum(row["mean"] for row in rows if row["queue"] == name) for name in ("sales", "help")}
    assert total["help"] / total["sales"] == pytest.approx(2.0, rel=0.1)


def test_a_campaign_file_raises_the_forecast_after_the_send(tmp_path: Path) -> None:
    file, plan = export(tmp_path), tmp_path / "campaigns.csv"
    plan.write_text(
        "name,channel,send_at,size,expected_contacts\nspring,email,2024-02-21T09:00,20000,600\nbad,email,soon,1,\n"
    )
    asked = ("forecast", str(file), "--as-of", "2024-02-20", "--horizon", "3d", "-o", "json")
    without = json.loads(run(*asked).stdout)
    result = run(*asked, "--campaigns", str(plan))
    planned = json.loads(result.stdout)
    assert [row["mean"] for row in planned[:33]] == [row["mean"] for row in without[:33]]
    added = sum(row["mean"] for row in planned) - sum(row["mean"] for row in without)
    assert 300 < added < 900
    assert "campaigns.csv line 3" in result.stderr


def test_campaigns_by_several_channels_teach_each_of_them(tmp_path: Path) -> None:
    """Two past campaigns by e-mail on Monday (3 % called) and by text two days later (1 %): of the next, e-mail and
    text go to as many, and each must be planned with its own rate."""
    file, plan = export(tmp_path, days=50), tmp_path / "campaigns.csv"
    rows = [row.split(",") for row in file.read_text().splitlines()]
    counts = {stamp: float(count) for stamp, count in rows[1:]}
    start, waves = datetime(2024, 1, 1), []
    for week in range(4, 6):
        for channel, share, after in (("email", 0.03, 0), ("sms", 0.01, 48)):
            sent = start + timedelta(weeks=week, hours=9 + after)
            waves.append(f"offer {week},{channel},{sent.isoformat()},40000")
            curve = prior_of(channel).curve.share_by(np.arange(0.0, 73.0) * 3600.0)
            for hour, part in enumerate(np.diff(curve)):
                counts[(sent + timedelta(hours=hour)).isoformat()] += round(40_000 * share * part)
    lines = [",".join(rows[0]), *(f"{at},{int(count)}" for at, count in counts.items())]
    file.write_text("\n".join(lines) + "\n")
    cut = start + timedelta(weeks=6)
    asked = ("forecast", str(file), "--as-of", cut.isoformat(), "--horizon", "1w", "-o", "json")
    coming = [f"next,email,{cut + timedelta(hours=1)},40000", f"next,sms,{cut + timedelta(hours=97)},40000"]
    means = []
    for planned in (waves, [*waves, *coming]):
        plan.write_text("\n".join(["name,channel,send_at,size", *planned]) + "\n")
        found = json.loads(run(*asked, "--campaigns", str(plan)).stdout)
        means.append(np.array([row["mean"] for row in found]))
    added = means[1] - means[0]
    assert added[:97].sum() == pytest.approx(1200, rel=0.25)
    assert added[97:].sum() == pytest.approx(400, rel=0.35)


def test_what_cannot_be_done_is_said_on_standard_error(tmp_path: Path) -> None:
    file = str(export(tmp_path, days=3))
    for arguments in (
        ("--as-of", "2023-01-01"),
        ("--as-of", "2024-01-03", "--holidays", "XX"),
        ("--as-of", "tomorrow"),
        ("--as-of", "2024-01-03", "--horizon", "soon"),
        ("--as-of", "2024-01-03", "--column", "volume=calls"),
    ):
        result = run("forecast", file, *arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""


def test_the_benchmark_scores_by_lead_and_shows_the_floor(tmp_path: Path) -> None:
    result = run("bench", str(export(tmp_path)), "--origins", "3", "--horizon-days", "14", "-o", "json")
    assert result.exit_code == 0, result.output
    rows = {row["lead"]: row for row in json.loads(result.stdout)}
    assert set(rows) == {"1 day", "1 week", "2 weeks", "all"}
    week = rows["1 week"]
    assert week["poisson_floor"] <= week["wape"] <= week["mean_of_8_weeks_wape"] * 1.02
    assert week["mean_of_8_weeks_wape"] < week["naive_wape"]


def test_the_naive_peers_of_the_benchmark_are_what_an_analyst_works_out(tmp_path: Path) -> None:
    """Ten weeks of days, the last week scored from one cut: the week before, and the mean of eight before."""
    counts = np.random.default_rng(9).integers(50, 150, 70).astype(float)
    lines = [
        f"{(datetime(2024, 1, 1) + timedelta(days=day)).date()},{count:g}" for day, count in enumerate(counts)
    ]
    file = tmp_path / "daily.csv"
    file.write_text("date,calls\n" + "\n".join(lines) + "\n")
    result = run("bench", str(file), "--origins", "1", "--horizon-days", "7", "-o", "json")
    row = next(row for row in json.loads(result.stdout) if row["lead"] == "all")
    cut = 28
    actual, week = counts[cut : cut + 7], counts[cut - 7 : cut]
    eight = counts[cut - 28 : cut].reshape(4, 7).mean(axis=0)
    assert row["naive_wape"] == pytest.approx(np.abs(week - actual).sum() / actual.sum(), abs=1e-4)
    assert row["mean_of_8_weeks_wape"] == pytest.approx(np.abs(eight - actual).sum() / actual.sum(), abs=1e-4)


def new_queue_beside(folder: Path, *, days: int) -> Path:
    """`sales` with 60 days, and `fibre` with a third of its contacts on the last `days`."""
    file = export(folder, queues=("sales",))
    sold = file.read_text().splitlines()
    own = [line.split(",") for line in sold[len(sold) - 24 * days :]] if days else []
    more = [f"{stamp},{int(count) // 3},fibre" for stamp, count, _ in own]
    file.write_text("\n".join([*sold, *more]) + "\n")
    return file


def total_of(rows: list[dict[str, object]], queue: str) -> float:
    return sum(float(str(row["mean"])) for row in rows if row["queue"] == queue)


@pytest.mark.parametrize(("days", "low", "high"), [(0, 0.099, 0.101), (14, 0.13, 0.25), (35, 0.32, 0.345)])
def test_a_new_queue_is_forecast_like_another_until_it_has_days_of_its_own(
    tmp_path: Path, days: int, low: float, high: float
) -> None:
    file = new_queue_beside(tmp_path, days=days)
    asked = ("forecast", str(file), "--as-of", "2024-03-01", "--horizon", "1w", "--like", "fibre=sales:0.1")
    rows = json.loads(run(*asked, "-o", "json").stdout)
    assert list(rows[0]) == ["queue", *COLUMNS]
    assert low < total_of(rows, "fibre") / total_of(rows, "sales") < high


def test_campaigns_of_a_new_queue_come_on_top_of_what_it_borrows(tmp_path: Path) -> None:
    file, plan = new_queue_beside(tmp_path, days=0), tmp_path / "campaigns.csv"
    plan.write_text(
        "name,channel,send_at,size,queue,expected_contacts\nlaunch,email,2024-03-02T09:00,20000,fibre,600\n"
    )
    asked = ("forecast", str(file), "--as-of", "2024-03-01", "--horizon", "1w", "--like", "fibre=sales:0.1")
    without = json.loads(run(*asked, "-o", "json").stdout)
    result = run(*asked, "--campaigns", str(plan), "-o", "json")
    planned = json.loads(result.stdout)
    assert result.stderr.strip() == ""
    assert 300 < total_of(planned, "fibre") - total_of(without, "fibre") < 900
    assert total_of(planned, "sales") == pytest.approx(total_of(without, "sales"))


@pytest.mark.parametrize(
    ("likes", "complaint"),
    [
        (["fibre"], "NEW=SIMILAR:SCALE"),
        (["fibre=sales:much"], "'much' is no scale"),
        (["fibre=sales:-1"], "'-1' is no scale"),
        (["fibre=nobody:0.5"], "no queue 'nobody'"),
        (["sales=sales"], "like itself"),
        (["fibre=sales", "sales=fibre"], "like itself"),
        (["fibre=sales", "fibre=sales:2"], "one other queue only"),
    ],
)
def test_a_likeness_that_cannot_be_names_the_option(tmp_path: Path, likes: list[str], complaint: str) -> None:
    file = new_queue_beside(tmp_path, days=7)
    asked = [part for like in likes for part in ("--like", like)]
    result = CliRunner().invoke(
        command(), ["forecast", str(file), "--as-of", "2024-02-20", *asked], env={"COLUMNS": "400"}
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--like" in result.stderr
    assert complaint in result.stderr


def test_a_queue_that_began_after_the_cut_is_named_and_the_others_are_forecast(tmp_path: Path) -> None:
    file = export(tmp_path, queues=("sales",))
    file.write_text(file.read_text() + "2024-02-28T00:00,5,new\n2024-02-28T01:00,6,new\n")
    result = run("forecast", str(file), "--as-of", "2024-02-20", "--horizon", "1d", "-o", "json")
    assert result.exit_code == 0, result.output
    assert {row["queue"] for row in json.loads(result.stdout)} == {"sales"}
    assert "queue new: no interval is known before the cut" in result.stderr


def test_bookings_known_ahead_make_the_forecast_better(tmp_path: Path) -> None:
    """Contacts follow the bookings of the day; only the bookings are known after the cut."""
    random = np.random.default_rng(3)
    bookings = random.integers(200, 1800, 160)
    contacts = random.poisson(0.5 * bookings + 100.0)
    days = [(datetime(2024, 1, 1) + timedelta(days=day)).date().isoformat() for day in range(160)]
    lines = [f"{day},{contacts[n] if n < 140 else ''},{bookings[n]}" for n, day in enumerate(days)]
    file = tmp_path / "daily.csv"
    file.write_text("date,calls,Bookings\n" + "\n".join(lines) + "\n")
    asked = ("forecast", str(file), "--as-of", days[140], "--horizon", "20d", "-o", "json")

    def error(*more: str) -> float:
        result = run(*asked, *more)
        assert result.exit_code == 0, result.output
        return float(np.abs([row["mean"] for row in json.loads(result.stdout)] - contacts[140:]).sum())

    assert error("--known-ahead", "bookings") < 0.5 * error()


def test_bookings_that_end_before_the_horizon_are_refused_by_name(tmp_path: Path) -> None:
    lines = [f"2024-01-{day:02d},{100 + day},{day}" for day in range(1, 31)]
    file = tmp_path / "daily.csv"
    file.write_text("date,calls,bookings\n" + "\n".join(lines) + "\n")
    for column in ("bookings", "reservations"):
        result = run(
            "forecast", str(file), "--as-of", "2024-01-29", "--horizon", "9d", "--known-ahead", column
        )
        assert result.exit_code == 2
        assert column in result.output


@pytest.mark.parametrize(("day", "rows"), [("2024-03-31", 23), ("2024-10-27", 25), ("2024-06-01", 24)])
def test_a_day_has_as_many_rows_as_the_clock_on_the_wall_has_hours(
    tmp_path: Path, day: str, rows: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    cut = datetime.fromisoformat(day).replace(tzinfo=zone)
    first = cut.astimezone(UTC) - timedelta(days=30)
    lines = [f"{(first + timedelta(hours=n)).astimezone(zone).isoformat()},{n % 24}" for n in range(30 * 24)]
    file = tmp_path / "intervals.csv"
    file.write_text("timestamp,offered\n" + "\n".join(lines) + "\n")
    asked = ("--as-of", cut.isoformat(), "--horizon", "2d", "--timezone", "Europe/Berlin", "-o", "json")
    made = json.loads(run("forecast", str(file), *asked).stdout)
    assert len({row["start"] for row in made}) == 48
    assert sum(row["start"].startswith(day) for row in made) == rows


def test_a_cut_with_an_offset_means_the_clock_of_a_file_without_offsets(tmp_path: Path) -> None:
    file = str(export(tmp_path))
    plain = run("forecast", file, "--as-of", "2024-02-20T08:00", "--horizon", "3h", "-o", "csv")
    offset = run("forecast", file, "--as-of", "2024-02-20T08:00+05:00", "--horizon", "3h", "-o", "csv")
    assert plain.stdout.splitlines()[1].startswith("2024-02-20T08:00:00,")
    assert offset.stdout == plain.stdout


def test_a_horizon_shorter_than_the_interval_is_one_interval(tmp_path: Path) -> None:
    made = run("forecast", str(export(tmp_path)), "--as-of", "2024-02-20", "--horizon", "30m", "-o", "json")
    assert len(json.loads(made.stdout)) == 1


def test_two_lines_are_forecast_as_far_as_they_tell(tmp_path: Path) -> None:
    """A long gap before the cut does not make the other weekdays closed ones."""
    file = tmp_path / "intervals.csv"
    file.write_text("timestamp,offered\n2024-01-01T08:00,20\n2024-01-01T09:00,24\n")
    result = run("forecast", str(file), "--as-of", "2024-03-01", "--horizon", "1d", "-o", "json")
    hours = {row["start"][11:13]: row["mean"] for row in json.loads(result.stdout)}
    assert 10.0 < hours["08"] < 40.0
    assert 10.0 < hours["15"] < 40.0


def test_a_file_too_short_to_score_is_refused(tmp_path: Path) -> None:
    result = run("bench", str(export(tmp_path, days=10)), "-o", "json")
    assert result.exit_code == 2
    assert "too few to score" in result.output


@pytest.mark.parametrize(
    ("text", "option", "place"),
    [
        ("timestamp,offered\n2024-01-01 08:00,5\n", (), "FILE, column timestamp: one interval alone"),
        ("a,b\n1,2\n", (), "--column: no column for timestamp among a, b"),
        ("timestamp,offered\n2024-01-01,5\n2024-01-02,6\n", ("--campaigns",), "--campaigns: "),
    ],
)
def test_what_a_file_lacks_is_named_where_it_can_be_mended(
    tmp_path: Path, text: str, option: tuple[str, ...], place: str
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(text)
    asked = [part for name in option for part in (name, str(file))]
    result = CliRunner().invoke(
        command(), ["forecast", str(file), "--as-of", "2024-01-03", *asked], env={"COLUMNS": "400"}
    )
    assert result.exit_code == 2
    assert f"Invalid value for {place}" in result.stderr
