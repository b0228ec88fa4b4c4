"""Intervals are read from whatever an export looks like; a bad line is named by its number and its reason."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_files import written
from concert_cli.load.interval_lines import IntervalLines, read_intervals
from concert_cli.load.table_file import UnreadableTable

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def read(folder: Path, text: str, **changes: Any) -> IntervalLines:
    given: dict[str, Any] = {
        "mapping": {},
        "timezone": "UTC",
        "queue": "sales",
        "within_s": 20.0,
        "weeks": 0,
        "now": NOW,
    }
    return read_intervals(written(folder, text), **(given | changes))


def bad(lines: IntervalLines) -> list[tuple[int, str]]:
    return [(line.number, line.reason) for line in lines.bad]


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("timestamp,offered", "{at},10", (10, None, None, None, None)),
        ("offered,timestamp,abandoned", "10,{at},3", (10, None, None, 3, None)),
        ("ts,calls,answered,aht", "{at},10,8,300", (10, 8, None, None, 2400.0)),
        ("ts,calls,answered,handle_time", "{at},10,8,2000", (10, 8, None, None, 2000.0)),
        ("ts,y,answered,answered_20", "{at},10,8,7", (10, 8, 7, None, None)),
        ("ts,offered,answered,abandoned", "{at},10,,", (10, None, None, None, None)),
    ],
)
def test_any_subset_of_columns_is_read_and_what_is_not_there_is_not_zero(
    tmp_path: Path, header: str, line: str, expected: tuple[object, ...]
) -> None:
    text = "\n".join([header, *(line.format(at=f"2025-03-03T{hour:02}:00") for hour in (8, 9))])
    first = read(tmp_path, text).intervals[0]
    found = (first.offered, first.answered, first.answered_within, first.abandoned, first.handle_time_s)
    assert found == expected
    assert first.within_s == (20.0 if first.answered_within is not None else None)
    assert first.started_at == datetime(2025, 3, 3, 8, tzinfo=UTC)


def test_contacts_that_never_reached_the_queue_are_read_where_the_file_has_them(tmp_path: Path) -> None:
    text = "ts,offered,abandoned,short_abandons,blocked,deflected_unresolved\n{},10,3,1,4,2\n{},10,3,,,"
    first, second = read(tmp_path, text.format("2025-03-03T08:00", "2025-03-03T09:00")).intervals
    assert (first.short_abandoned, first.blocked, first.deflected_unresolved) == (1, 4, 2)
    assert (second.short_abandoned, second.blocked, second.deflected_unresolved) == (None, None, None)


@pytest.mark.parametrize("minutes", [5, 6, 10, 15, 20, 30, 60])
def test_the_length_of_an_interval_is_seen_from_the_lines(tmp_path: Path, minutes: int) -> None:
    stamps = [datetime(2025, 3, 3, minute * minutes // 60, minute * minutes % 60) for minute in range(8)]
    lines = read(tmp_path, "\n".join(["ts,calls", *(f"{at.isoformat()},1" for at in stamps)]))
    assert (lines.interval_s, len(lines.intervals)) == (minutes * 60, 8)


@pytest.mark.parametrize("step", ["00:01", "00:07", "02:00"])
def test_another_length_is_refused(tmp_path: Path, step: str) -> None:
    with pytest.raises(UnreadableTable, match="5 to 60 minutes"):
        read(tmp_path, f"ts,calls\n2025-03-03T00:00,1\n2025-03-03T{step},1\n")


def test_columns_can_be_mapped_and_the_queue_can_be_a_column(tmp_path: Path) -> None:
    text = "BEGIN;GROUP;N\n2025-03-03 08:00;sales;1\n2025-03-03 09:00;service;2\n2025-03-03 09:00;sales;3\n"
    mapping = {"timestamp": "begin", "queue": "GROUP", "offered": "N"}
    lines = read(tmp_path, text, mapping=mapping, queue=None)
    assert [(one.queue, one.offered) for one in lines.intervals] == [
        ("sales", 1),
        ("service", 2),
        ("sales", 3),
    ]


@pytest.mark.parametrize(
    ("text", "changes", "said"),
    [
        ("", {}, "empty"),
        ("ts,calls\n", {}, "no line but its header"),
        ("ts,colour\n2025-03-03,1\n", {}, "no column for offered"),
        ("ts,calls\n2025-03-03,1\n", {"mapping": {"offered": "N"}}, "no column for offered"),
        ("ts,calls\n2025-03-03,1\n", {"mapping": {"colour": "N"}}, "nothing is called 'colour'"),
        ("ts,calls\n2025-03-03,1\n", {"queue": None}, "names no queue"),
        ("ts,calls\n2025-03-03,1\n", {}, "how long an interval is"),
        ("ts,calls\n03/04/2025 08:00,1\n", {}, "day from the month"),
        ("ts,calls\n2025-03-03,1\n", {"timezone": "Europe/Atlantis"}, "no time zone"),
        ("ts,calls\n2025-03-03,1\n", {"timezone": "../etc"}, "no time zone"),
        ('ts,calls\n2025-03-03,"' + "1" * 200_000, {}, "is no CSV"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(
    tmp_path: Path, text: str, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read(tmp_path, text, **changes)


def test_every_bad_line_is_named_by_its_number_and_reason(tmp_path: Path) -> None:
    lines = [
        "timestamp,offered,answered,abandoned,handle_time",
        "2025-03-03T08:00,10,8,2,2000",
        "2025-03-03T09:00,-1,,,",
        "",
        "2025-03-03T10:00,ten,,,",
        "2025-03-03T11:00,,,,",
        "2025-03-03T12:00,10.5,,,",
        "2025-03-03T13:00,nan,,,",
        "2025-03-03T14:00,10,11,,",
        "2025-03-03T15:00,10,8,2,nan",
        "2025-03-03T16:00,10,8,2,inf",
        "2025-03-03T17:00,10",
        "soon,10,8,2,2000",
        "2030-03-03T18:00,10,8,2,2000",
        "2025-03-03T18:30,10,8,2,2000",
        "2025-03-03T08:00,11,8,2,2000",
        ",10,8,2,2000",
        "0001-01-01T00:00:00+14:00,10,8,2,2000",
        "2025-03-03T19:00,10,8,2,2000",
    ]
    read_lines = read(tmp_path, "\n".join(lines))
    assert [interval.started_at.hour for interval in read_lines.intervals] == [8, 19]
    named = dict(bad(read_lines))
    assert sorted(named) == [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
    assert "repeats line 2" in named[16]
    assert "future" in named[14]
    assert named[12] == "has 2 cells where the header has 5"


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path: Path) -> None:
    text = 'ts,calls,note\n2025-03-03T08:00,1,"two\nlines"\n2025-03-03T09:00,x,\n2025-03-03T10:00,2,\x0b\n'
    assert [number for number, _ in bad(read(tmp_path, text))] == [4]


def test_naive_times_are_told_by_the_wall_and_others_by_their_offset(tmp_path: Path) -> None:
    text = "ts,calls\n2025-07-01T08:00,1\n2025-07-01T07:00:00Z,2\n2025-07-01T10:00+02:00,3\n"
    lines = read(tmp_path, text, timezone="Europe/Vienna", now=datetime(2025, 8, 1, tzinfo=UTC))
    assert [interval.started_at.hour for interval in lines.intervals] == [6, 7, 8]


def test_the_hour_that_comes_twice_is_two_hours_and_a_third_time_is_a_repetition(tmp_path: Path) -> None:
    stamps = ["01:00", "02:00", "02:00", "03:00", "02:00"]
    text = "\n".join(["ts,calls", *(f"2024-10-27T{stamp},{n}" for n, stamp in enumerate(stamps))])
    lines = read(tmp_path, text, timezone="Europe/Vienna")
    assert [interval.started_at.strftime("%d %H") for interval in lines.intervals] == [
        "26 23",
        "27 00",
        "27 01",
        "27 02",
    ]
    assert bad(lines) == [(6, "timestamp: repeats line 4")]


def test_the_hour_that_never_was_is_refused(tmp_path: Path) -> None:
    text = "ts,calls\n2025-03-30T01:00,1\n2025-03-30T02:00,1\n2025-03-30T03:00,1\n2025-03-30T04:00,1\n"
    lines = read(tmp_path, text, timezone="Europe/Vienna")
    assert bad(lines) == [(3, "timestamp: 2025-03-30T02:00 does not exist by the clock of Europe/Vienna")]
    assert [interval.started_at.hour for interval in lines.intervals] == [0, 1, 2]


def test_times_can_be_moved_by_whole_weeks(tmp_path: Path) -> None:
    text = "ts,calls\n1999-03-01T08:00,1\n1999-03-01T09:00,1\n"
    lines = read(tmp_path, text, weeks=52 * 26)
    assert lines.intervals[0].started_at.year == 2025
    assert lines.intervals[0].started_at.weekday() == 0
    assert len(bad(read(tmp_path, text, weeks=10**9))) == 2


@pytest.mark.parametrize(
    ("content", "queue"),
    [
        ("ts;queue;calls\n2025-03-03 08:00;Müller;1\n2025-03-03 09:00;Müller;1\n".encode("cp1252"), "Müller"),
        ("ts\tqueue\tcalls\n2025-03-03 08:00\tä\t1\n2025-03-03 09:00\tä\t1\n".encode("utf-16"), "ä"),
        ("\ufeffts,queue,calls\r\n2025-03-03 08:00,ß,1\r\n2025-03-03 09:00,ß,1\r\n".encode(), "ß"),
    ],
)
def test_files_of_spreadsheets_are_read(tmp_path: Path, content: bytes, queue: str) -> None:
    file = tmp_path / "sheet.csv"
    file.write_bytes(content)
    lines = read_intervals(file, mapping={}, timezone="UTC", queue=None, within_s=20.0, weeks=0, now=NOW)
    assert [interval.queue for interval in lines.intervals] == [queue, queue]
