"""A CSV file as rows by the names we know, whatever its own header calls them."""

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from concert_contracts.refusal import Refusal


class UnreadableTable(Refusal):
    """The file as a whole cannot be read."""

    code = "unreadable-table"
    status = 422


@dataclass(frozen=True)
class Column:
    """A column by our name, the headers that files give it, and whether a file must have it."""

    name: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the file, numbered as an editor numbers it; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class BadLine:
    """A line that was not taken, and why."""

    number: int
    reason: str


def read_table(
    path: Path, columns: tuple[Column, ...], mapping: Mapping[str, str]
) -> tuple[list[Row], list[BadLine]]:
    """All lines by our column names; `mapping` gives the file's header for one of ours.

    Raises `UnreadableTable` when the file is empty or lacks a required column.
    """
    lines = _lines(path)
    if not lines:
        raise UnreadableTable(f"{path.name} is empty: its first line must name the columns")
    header = lines[0][1]
    positions = _positions(path, header, columns, mapping)
    rows, bad = [], []
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            bad.append(BadLine(number, f"has {len(cells)} cells where the header has {len(header)}"))
            continue
        named = {name: cells[position].strip() for name, position in positions.items()}
        rows.append(Row(number, {name: cell for name, cell in named.items() if cell}))
    return rows, bad


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins. Raises `UnreadableTable`."""
    text = _text(path)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count))
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable(f"{path.name} line {begins} is no CSV: {error}") from error
    return lines


def _text(path: Path) -> str:
    """As programs write it: UTF-8, UTF-16 with its mark, or else the Western code page of Windows."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _positions(
    path: Path, header: list[str], columns: tuple[Column, ...], mapping: Mapping[str, str]
) -> dict[str, int]:
    given = [name.strip().lower() for name in header]
    unknown = set(mapping) - {column.name for column in columns}
    if unknown:
        known = ", ".join(column.name for column in columns)
        raise UnreadableTable(f"nothing is called {min(unknown)!r} here: map one of {known}")
    positions: dict[str, int] = {}
    for column in columns:
        asked = (mapping[column.name].strip().lower(),) if column.name in mapping else column.headers
        found = next((given.index(name) for name in asked if name in given), None)
        if found is not None:
            positions[column.name] = found
        elif column.required or column.name in mapping:
            raise UnreadableTable(
                f"{path.name} has no column for {column.name} among {', '.join(header)}: "
                f"map it with --map {column.name}=HEADER"
            )
    return positions
