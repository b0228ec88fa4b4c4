"""Campaigns from a spreadsheet: what was written is read back, and every bad line is named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from campaign_builders import terms_of_a_campaign
from campaign_svc.domain import campaign_csv
from campaign_svc.domain.campaign_csv import BadLine, CsvNotUsable, GoodLine
from hypothesis import given, settings
from hypothesis import strategies as st

HEADER = (
    "name,lifecycle_stage,audience_size,offer_code,offer_title,queues,channel,expected_contacts,"
    "launch_at,ends_at,timezone"
)
GOOD = (
    "Spring,acquire,50000,F25,Fibre,sales:0.7; service:0.3,email,1000,"
    "2025-03-15T09:00,2025-04-15,Europe/Berlin"
)


def read(*rows: str) -> tuple[GoodLine | BadLine, ...]:
    return campaign_csv.read("\n".join([HEADER, *rows]))


def test_a_line_becomes_an_announcement_in_the_campaigns_local_time() -> None:
    (line,) = read(GOOD)
    assert isinstance(line, GoodLine)
    assert line.line == 2
    assert line.fields["queues"] == [{"queue": "sales", "share": 0.7}, {"queue": "service", "share": 0.3}]
    assert line.fields["launch_at"] == datetime(2025, 3, 15, 8, tzinfo=UTC)
    assert line.fields["waves"] == [
        {"wave": 1, "channel": "email", "size": 50000, "send_at": datetime(2025, 3, 15, 8, tzinfo=UTC)}
    ]


def test_the_hour_that_comes_twice_is_one_instant_and_times_out_of_range_are_none() -> None:
    """02:30 on 26 October 2025 in Berlin comes first in summer time: 00:30 UTC."""
    twice, never = read(
        GOOD.replace("2025-03-15T09:00", "2025-10-26T02:30").replace("2025-04-15", "2025-12-01"),
        GOOD.replace("2025-03-15T09:00", "0001-01-01T00:00+10:00"),
    )
    assert isinstance(twice, GoodLine)
    assert str(twice.fields["launch_at"]) == "2025-10-26 00:30:00+00:00"
    assert isinstance(never, BadLine)


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("50000", "many", "audience_size", "not a whole number"),
        ("50000", "", "audience_size", "is empty"),
        ("2025-03-15T09:00", "15.3.2025", "launch_at", "not a time"),
        ("Europe/Berlin", "Berlin", "timezone", "not an IANA time zone"),
        ("sales:0.7", "sales:x", "queues", "not a number"),
        ("email", "", "waves", "give the waves"),
        (",acquire", ",acquire,extra", None, "12 cells, the header has 11"),
    ],
)
def test_a_bad_line_is_named_with_its_number_column_and_reason(
    old: str, new: str, column: str | None, reason: str
) -> None:
    lines = read(GOOD, "", GOOD.replace(old, new))
    assert isinstance(lines[0], GoodLine)
    assert isinstance(lines[1], BadLine)
    assert (lines[1].line, lines[1].column) == (4, column)
    assert reason in lines[1].reason


def test_all_bad_lines_are_named_not_only_the_first() -> None:
    lines = read(*[GOOD.replace("50000", "x")] * 3)
    assert [line.line for line in lines if isinstance(line, BadLine)] == [2, 3, 4]


def test_a_line_number_is_the_files_even_after_a_cell_of_several_lines() -> None:
    lines = read(GOOD.replace("Spring", '"Spring\nand summer"'), GOOD.replace("50000", "x"))
    assert [line.line for line in lines] == [2, 4]


def test_an_open_quote_spoils_the_rest_and_says_so() -> None:
    (line,) = read(GOOD.replace("Spring", '"Spring'))
    assert isinstance(line, BadLine)
    assert "nor anything after it" in line.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "first line must name"), ("name,colour\n", "unknown columns: colour"), ("name,name\n", "twice"),
     ("name\n", "missing columns: lifecycle_stage")],
)  # fmt: skip
def test_a_file_without_the_right_columns_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CsvNotUsable, match=reason):
        campaign_csv.read(text)


def test_a_semicolon_file_with_a_byte_order_mark_is_read() -> None:
    text = (
        "\ufeff"
        + HEADER.replace(",", ";")
        + "\n"
        + GOOD.replace("sales:0.7; service:0.3", "sales").replace(",", ";")
    )
    (line,) = campaign_csv.read(text)
    assert isinstance(line, GoodLine)
    assert line.fields["queues"] == [{"queue": "sales", "share": 1.0}]


def test_a_written_campaign_is_read_back() -> None:
    terms = terms_of_a_campaign()
    (line,) = campaign_csv.read(campaign_csv.write([terms]))
    assert isinstance(line, GoodLine)
    assert line.fields["external_ref"] == {"external_system": "mailer", "external_id": "SPRING-25"}
    assert line.fields["launch_at"] == terms.launch_at
    assert line.fields["dialed_numbers"] == ["+49 800 1234"]
    assert line.fields["handle_time_uplift_share"] == 0.2


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@sum", "-1+2", "'=x"])
def test_a_name_that_a_spreadsheet_would_run_is_written_as_text_and_read_back(name: str) -> None:
    written = campaign_csv.write([terms_of_a_campaign(name=name)])
    assert f"'{name}" in written
    (line,) = campaign_csv.read(written)
    assert isinstance(line, GoodLine)
    assert line.fields["name"] == name


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_after_the_header_breaks_the_reader(text: str) -> None:
    for line in campaign_csv.read(f"{HEADER}\n{text}"):
        assert line.line >= 2


@settings(max_examples=40)
@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=40)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=4,
    )
)
def test_every_name_survives_the_round_trip(names: list[str]) -> None:
    lines: tuple[Any, ...] = campaign_csv.read(
        campaign_csv.write(terms_of_a_campaign(name=name) for name in names)
    )
    assert [line.fields["name"] for line in lines] == names
