"""Exports as they come: other headers, gaps, repeated lines, clock changes; each unusable line is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from concert_cli.staffing.columns import UnreadableFile
from concert_cli.staffing.intervals_file import read_interval_file
from staffing_svc.domain.forecast.refusals import IntervalNotSupported

NEW_YORK = ZoneInfo("America/New_York")


def written(folder: Path, text: str) -> Path:
    file = folder / "intervals.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_plain_form_is_read(tmp_path: Path) -> None:
    read = read_interval_file(
        written(tmp_path, "timestamp,offered\n2024-01-01T00:00,3\n2024-01-01T00:15,4.5\n")
    )
    assert read.interval_s == 900
    assert read.queues["all"].offered.tolist() == [3.0, 4.5]
    assert read.bad_lines == ()
    assert read.naive


@pytest.mark.parametrize("minutes", [5, 6, 10, 20, 30, 60])
def test_the_interval_is_found_from_the_stamps(tmp_path: Path, minutes: int) -> None:
    lines = [f"2024-01-01 {m // 60:02d}:{m % 60:02d}:00,1" for m in range(0, 600, minutes)]
    assert read_interval_file(written(tmp_path, "ts,calls\n" + "\n".join(lines))).interval_s == 60 * minutes


def test_queues_are_kept_apart_and_other_columns_ignored(tmp_path: Path) -> None:
    text = "Skill;Start;Calls;AHT\nsales;2024-01-01 08:00;3;200\nhelp;2024-01-01 08:00;5;300\n"
    text += "sales;2024-01-01 08:30;4;210\nhelp;2024-01-01 08:30;6;310\n"
    read = read_interval_file(written(tmp_path, text))
    assert {name: one.offered.tolist() for name, one in read.queues.items()} == {
        "sales": [3, 4],
        "help": [5, 6],
    }


def test_headers_can_be_mapped(tmp_path: Path) -> None:
    file = written(tmp_path, "quand,combien\n2024-01-01T00:00,3\n2024-01-01T01:00,4\n")
    with pytest.raises(UnreadableFile, match="timestamp=NAME"):
        read_interval_file(file)
    read = read_interval_file(file, columns={"timestamp": "quand", "offered": "combien"})
    assert read.queues["all"].offered.tolist() == [3.0, 4.0]


def test_missing_intervals_and_empty_cells_are_gaps(tmp_path: Path) -> None:
    text = (
        "timestamp,offered\n2024-01-01T00:00,3\n2024-01-01T00:30,\n2024-01-01T01:00,5\n2024-01-01T02:00,6\n"
    )
    offered = read_interval_file(written(tmp_path, text)).queues["all"].offered
    np.testing.assert_array_equal(offered, [3, np.nan, 5, np.nan, 6])


def test_every_bad_line_is_named_with_its_reason(tmp_path: Path) -> None:
    text = (
        "timestamp,offered\n2024-01-01T00:00,3\n2024-01-01T00:30,4\n2024-01-01T01:00,-2\nyesterday,5\n"
        "2024-01-01T01:30,many\n2024-01-01T02:00,7\n2024-01-01T02:00,7\n2024-01-01T02:00,9\n2024-01-01T02:10,1\n"
        "2024-01-01T02:30\n2024-01-01T03:00,inf\n2024-01-01T03:30,8\n"
    )
    bad = {line.number: line.reason for line in read_interval_file(written(tmp_path, text)).bad_lines}
    assert list(bad) == [4, 5, 6, 8, 9, 10, 11, 12]
    assert "cannot be negative" in bad[4]
    assert "not a timestamp" in bad[5]
    assert bad[8] == "repeats line 7"
    assert bad[9].startswith("contradicts line 7")
    assert "not on the grid" in bad[10]
    assert "finite" in bad[12]


def test_in_spring_the_skipped_hour_is_refused_and_the_day_has_23_hours(tmp_path: Path) -> None:
    lines = [f"2024-03-{day:02d}T{hour:02d}:00,{hour}" for day in (30, 31) for hour in range(24)]
    read = read_interval_file(
        written(tmp_path, "timestamp,offered\n" + "\n".join(lines)), timezone="Europe/Berlin"
    )
    assert len(read.queues["all"]) == 47
    assert [line.number for line in read.bad_lines] == [28]
    assert "does not exist" in read.bad_lines[0].reason


def test_in_autumn_the_repeated_hour_is_two_hours(tmp_path: Path) -> None:
    hours = [0, 1, 2, 2, 3, 4]
    lines = [f"2024-10-27T{hour:02d}:00,{place}" for place, hour in enumerate(hours)]
    read = read_interval_file(
        written(tmp_path, "timestamp,offered\n" + "\n".join(lines)), timezone="Europe/Berlin"
    )
    assert read.queues["all"].offered.tolist() == [0, 1, 2, 3, 4, 5]
    assert read.bad_lines == ()


def test_stamps_with_offsets_are_instants(tmp_path: Path) -> None:
    text = "timestamp,offered\n2024-01-01T00:00:00+01:00,1\n2023-12-31T23:30:00Z,2\n"
    read = read_interval_file(written(tmp_path, text))
    assert read.queues["all"].offered.tolist() == [1.0, 2.0]
    assert not read.naive


def test_slashed_dates_are_read_when_one_of_them_tells_the_day(tmp_path: Path) -> None:
    text = "date,calls\n03/01/2024,10\n04/01/2024,11\n13/01/2024,12\n"
    read = read_interval_file(written(tmp_path, text))
    assert read.interval_s == 86_400
    assert read.queues["all"].start.isoformat() == "2024-01-03T00:00:00+00:00"
    with pytest.raises(UnreadableFile, match="do not tell the day"):
        read_interval_file(written(tmp_path, "date,calls\n03/01/2024,10\n04/01/2024,11\n"))


def test_dates_with_dots_name_the_day_first_unless_one_of_them_cannot(tmp_path: Path) -> None:
    read = read_interval_file(written(tmp_path, "date;calls\n01.11.2024;10\n02.11.2024;11\n"))
    assert read.queues["all"].start.isoformat() == "2024-11-01T00:00:00+00:00"
    read = read_interval_file(written(tmp_path, "date;calls\n11.12.2024;10\n11.13.2024;11\n"))
    assert read.queues["all"].start.isoformat() == "2024-11-12T00:00:00+00:00"


@pytest.mark.parametrize("text", ["", "timestamp,offered\n", "timestamp,offered\n2024-01-01T00:00,1\n"])
def test_a_file_without_intervals_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile):
        read_interval_file(written(tmp_path, text))


def test_an_interval_that_does_not_divide_the_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntervalNotSupported):
        read_interval_file(written(tmp_path, "timestamp,offered\n2024-01-01T00:00,1\n2024-01-01T00:07,1\n"))


def test_a_date_and_a_time_column_are_read_together(tmp_path: Path) -> None:
    read = read_interval_file(written(tmp_path, "Date,Time,Calls\n31/01/2024,8:30,5\n31/01/2024,9:00,6\n"))
    assert read.interval_s == 1800
    assert read.queues["all"].start.isoformat() == "2024-01-31T08:30:00+00:00"


def test_hours_without_a_leading_zero_are_read(tmp_path: Path) -> None:
    read = read_interval_file(written(tmp_path, "ts,calls\n2024-1-5 8:45,5\n2024/01/05 9:00,6\n"))
    assert read.queues["all"].start.isoformat() == "2024-01-05T08:45:00+00:00"
    assert read.interval_s == 900


@pytest.mark.parametrize(
    "stamps",
    [
        ("1704067200", "1704069000"),
        ("1704067200000", "1704069000000"),
        ("2024-01-01 00:00:00 UTC", "2024-01-01 00:30:00 UTC"),
        ("01-Jan-2024 00:00", "01-Jan-2024 00:30"),
        ("Jan 1, 2024 00:00", "Jan 1, 2024 00:30"),
        ("20240101 00:00", "20240101 00:30"),
        ("2024-01-01 00:00 - 00:30", "2024-01-01 00:30 - 01:00"),
        ("2024-01-01 00:00:04", "2024-01-01 00:30:01"),
        ("2024-01-01 12:00 AM", "2024-01-01 12:30 AM"),
    ],
)
def test_timestamps_are_read_however_exports_write_them(tmp_path: Path, stamps: tuple[str, str]) -> None:
    lines = [f'"{stamp}",{count}' for stamp, count in zip(stamps, (3, 4), strict=True)]
    read = read_interval_file(written(tmp_path, "timestamp,offered\n" + "\n".join(lines)))
    assert read.interval_s == 1800
    assert read.queues["all"].start.isoformat() == "2024-01-01T00:00:00+00:00"
    assert read.queues["all"].offered.tolist() == [3.0, 4.0]


def test_years_of_two_digits_are_of_this_century(tmp_path: Path) -> None:
    read = read_interval_file(written(tmp_path, "date,calls\n30/01/24,10\n31/01/24,11\n"))
    assert read.queues["all"].start.isoformat() == "2024-01-30T00:00:00+00:00"


def test_a_clock_column_may_hold_the_whole_interval(tmp_path: Path) -> None:
    text = "Date,Interval,Calls Offered\n31/01/2024,08:00-08:30,5\n31/01/2024,08:30-09:00,6\n"
    read = read_interval_file(written(tmp_path, text))
    assert read.queues["all"].start.isoformat() == "2024-01-31T08:00:00+00:00"
    assert read.queues["all"].offered.tolist() == [5.0, 6.0]


@pytest.mark.parametrize(
    ("counts", "meant"),
    [
        (("950", "1,150", "12,000"), [950.0, 1150.0, 12_000.0]),
        (("1,150.5", "7", "-"), [1150.5, 7.0, np.nan]),
        (("7,5", "1.150,25", "n/a"), [7.5, 1150.25, np.nan]),
        (("1 150", "7", ""), [1150.0, 7.0, np.nan]),
    ],
)
def test_counts_are_read_as_the_file_writes_numbers(
    tmp_path: Path, counts: tuple[str, ...], meant: list[float]
) -> None:
    lines = [f"2024-01-01T0{hour}:00;{count}" for hour, count in enumerate(counts)]
    read = read_interval_file(written(tmp_path, "timestamp;offered\n" + "\n".join(lines)))
    assert read.bad_lines == ()
    known = read.queues["all"].offered
    np.testing.assert_array_equal(known, meant[: known.size])


def test_offsets_that_change_tell_the_zone(tmp_path: Path) -> None:
    """By the clock on the wall the day begins at eight before and after the change."""
    lines = [
        f"{(datetime(2024, 10, 1, tzinfo=UTC) + timedelta(hours=n)).astimezone(NEW_YORK).isoformat()},{n}"
        for n in range(24 * 50)
    ]
    history = read_interval_file(written(tmp_path, "timestamp,offered\n" + "\n".join(lines))).queues["all"]
    assert history.timezone == "America/New_York"
    assert len(history) == 24 * 50


@pytest.mark.parametrize(
    ("offset", "zone"), [("+02:00", "Etc/GMT-2"), ("-05:00", "Etc/GMT+5"), ("Z", "UTC"), ("+00:00", "UTC")]
)
def test_one_offset_throughout_stays_that_offset(tmp_path: Path, offset: str, zone: str) -> None:
    text = f"timestamp,offered\n2024-01-01T00:00{offset},1\n2024-01-01T01:00{offset},2\n"
    assert read_interval_file(written(tmp_path, text)).queues["all"].timezone == zone


def test_days_with_offsets_are_days_of_the_calendar_on_the_wall(tmp_path: Path) -> None:
    """Midnight in Auckland is eleven in the morning of the day before in UTC."""
    lines = [f"2024-01-{day:02d}T00:00:00+13:00,{day}" for day in range(5, 15)]
    history = read_interval_file(written(tmp_path, "timestamp,offered\n" + "\n".join(lines))).queues["all"]
    assert history.start.isoformat() == "2024-01-05T00:00:00+00:00"
    assert history.offered.tolist() == list(range(5, 15))


def test_spreadsheets_saved_in_utf_16_are_read(tmp_path: Path) -> None:
    file = tmp_path / "intervals.csv"
    file.write_bytes("timestamp\toffered\r\n2024-01-01T00:00\t3\r\n2024-01-01T01:00\t4\r\n".encode("utf-16"))
    assert read_interval_file(file).queues["all"].offered.tolist() == [3.0, 4.0]
