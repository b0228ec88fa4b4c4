"""Results as people, programs and spreadsheets read them."""

import csv
import io
import json
from datetime import UTC, datetime

import numpy as np
import pytest
from concert_cli.output import OutputFormat, emit_record, emit_rows

ROWS = [
    {"start": datetime(2025, 3, 3, 8, tzinfo=UTC), "agents": np.int64(14), "asa_s": np.float64(7.84)},
    {"start": datetime(2025, 3, 3, 9, tzinfo=UTC), "agents": 0, "asa_s": float("inf")},
]


def test_json_is_one_array_without_numbers_that_json_does_not_know(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit_rows(ROWS, OutputFormat.JSON)
    printed = json.loads(capsys.readouterr().out)
    assert printed[0] == {"start": "2025-03-03T08:00:00+00:00", "agents": 14, "asa_s": 7.84}
    assert printed[1]["asa_s"] is None


def test_one_record_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    emit_record(ROWS[0], OutputFormat.JSON)
    assert json.loads(capsys.readouterr().out)["agents"] == 14


def test_csv_has_a_header_and_a_line_per_row(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows(ROWS, OutputFormat.CSV)
    read = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["agents"] for row in read] == ["14", "0"]
    assert read[1]["asa_s"] == ""


def test_a_table_shows_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows(ROWS, OutputFormat.TABLE)
    printed = capsys.readouterr().out
    assert "7.84" in printed
    assert "agents" in printed


def test_a_name_cannot_steer_the_terminal_of_who_reads_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows([{"name": "\x1b[31mred\x1b]0;owned\x07\x9b2J [bold]"}], OutputFormat.TABLE)
    shown = capsys.readouterr().out
    assert "[31mred" in shown
    assert "[bold]" in shown
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)


def test_no_rows_leave_standard_output_empty_but_for_json(capsys: pytest.CaptureFixture[str]) -> None:
    emit_rows([], OutputFormat.TABLE)
    emit_rows([], OutputFormat.CSV)
    assert capsys.readouterr().out == ""
    emit_rows([], OutputFormat.JSON)
    assert json.loads(capsys.readouterr().out) == []


def test_a_table_is_as_wide_as_the_screen_and_says_what_it_leaves_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"lead": "6 weeks", "mean_of_8_weeks_wape": 0.1234, "coverage_80": 0.8, "remark": "x" * 60}
    monkeypatch.setenv("COLUMNS", "50")
    emit_rows([row], OutputFormat.TABLE)
    printed = capsys.readouterr()
    assert max(len(line) for line in printed.out.splitlines()) <= 50
    assert all(cell in printed.out for cell in ("6 weeks", "0.1234", "0.8"))
    assert "remark" not in printed.out
    assert "Too wide for this screen: remark." in printed.err
