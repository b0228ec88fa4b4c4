"""Campaigns as a CSV file: every line is read, and every bad one is named with its number and reason."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from concert_contracts.refusal import Refusal

from campaign_svc.domain.csv_columns import (
    COLUMNS,
    REQUIRED_COLUMNS,
    BadCell,
    campaign_of,
    row_of,
    unguarded,
)
from campaign_svc.domain.terms import Terms

MOST_LINES = 2_000
_DELIMITERS = ",;\t"


class CsvNotUsable(Refusal):
    """The file as a whole cannot be read: its header, its size or its quoting."""

    code: ClassVar[str] = "csv-not-usable"
    status: ClassVar[int] = 422


@dataclass(frozen=True)
class BadLine:
    """A line (counted from 1, the header is line 1) that stands for no campaign, and why."""

    line: int
    column: str | None
    reason: str


@dataclass(frozen=True)
class GoodLine:
    """A line whose cells could be read; `fields` have the shape of an announcement."""

    line: int
    fields: Mapping[str, object]


def read(text: str) -> tuple[GoodLine | BadLine, ...]:
    """Every line of the file in its order; refuses a file without the columns that a campaign needs."""
    text = text.removeprefix("\ufeff")
    header, delimiter = _header(text)
    lines: list[GoodLine | BadLine] = []
    for line in _lines(text, header, delimiter):
        lines.append(line)
        if len(lines) > MOST_LINES:
            raise CsvNotUsable(f"a file holds at most {MOST_LINES} campaigns")
    return tuple(lines)


def write(campaigns: Iterable[Terms]) -> str:
    """The campaigns as a file that `read` accepts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row_of(terms) for terms in campaigns)
    return out.getvalue()


def _header(text: str) -> tuple[tuple[str, ...], str]:
    first = text.split("\n", 1)[0].strip()
    if not first:
        raise CsvNotUsable(f"the first line must name the columns: {', '.join(REQUIRED_COLUMNS)}")
    delimiter = max(_DELIMITERS, key=first.count)
    columns = tuple(column.strip().strip('"').casefold() for column in first.split(delimiter))
    unknown = sorted(set(columns) - set(COLUMNS))
    if unknown:
        raise CsvNotUsable(f"unknown columns: {', '.join(unknown)[:200]}; known are: {', '.join(COLUMNS)}")
    if len(set(columns)) != len(columns):
        raise CsvNotUsable("a column is named twice")
    absent = [column for column in REQUIRED_COLUMNS if column not in columns]
    if absent:
        raise CsvNotUsable(f"missing columns: {', '.join(absent)}")
    return columns, delimiter


def _lines(text: str, header: tuple[str, ...], delimiter: str) -> Iterator[GoodLine | BadLine]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    ends_at_line = 0
    while True:
        starts_at_line = ends_at_line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadLine(starts_at_line, None, f"cannot be read, nor anything after it: {error}")
            return
        ends_at_line = reader.line_num
        if starts_at_line > 1 and any(cell.strip() for cell in cells):
            yield _line(starts_at_line, header, cells)


def _line(number: int, header: tuple[str, ...], cells: list[str]) -> GoodLine | BadLine:
    if len(cells) != len(header):
        return BadLine(number, None, f"has {len(cells)} cells, the header has {len(header)}")
    row = {column: unguarded(cell.strip()) for column, cell in zip(header, cells, strict=True)}
    for column in REQUIRED_COLUMNS:
        if not row[column]:
            return BadLine(number, column, "is empty")
    try:
        return GoodLine(number, campaign_of(row))
    except BadCell as bad:
        return BadLine(number, bad.column, bad.reason)
    except Refusal as refusal:
        return BadLine(number, refusal.field, refusal.message)
