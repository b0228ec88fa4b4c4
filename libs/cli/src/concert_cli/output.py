"""One way to print results, so that every command answers a person, a script and a spreadsheet alike."""

import csv
import json
import math
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol, runtime_checkable

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text


class OutputFormat(StrEnum):
    """How results are printed on standard output."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


OutputOption = Annotated[
    OutputFormat,
    typer.Option("--output", "-o", help="table for people, json for programs, csv for spreadsheets."),
]


@runtime_checkable
class _HasItem(Protocol):
    def item(self) -> object: ...


def emit_rows(rows: Sequence[Mapping[str, object]], output: OutputFormat) -> None:
    """Print `rows` on standard output; the first row's keys are the columns (json: one array of objects)."""
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    if output is OutputFormat.JSON:
        _write_json(plain)
    elif output is OutputFormat.CSV:
        _write_csv(plain)
    else:
        _write_table(plain)


def emit_record(record: Mapping[str, object], output: OutputFormat) -> None:
    """Print one result: json gives one object, csv one line below its header, table one line per field."""
    plain = {name: _plain(value) for name, value in record.items()}
    if output is OutputFormat.JSON:
        _write_json(plain)
    elif output is OutputFormat.CSV:
        _write_csv([plain])
    else:
        _write_table([{"what": name, "value": value} for name, value in plain.items()])


def progress_on_stderr() -> Progress:
    """A progress bar for long work that never mixes with results: it writes to standard error only."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _plain(value: object) -> object:
    """What json and csv can carry: plain scalars, times in ISO 8601, None for infinity and not-a-number."""
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, _HasItem):
        return _plain(value.item())
    return str(value)


def _write_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _write_csv(rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _write_table(rows: Sequence[Mapping[str, object]]) -> None:
    """As many columns as the screen is wide for; the others are named on standard error."""
    if not rows:
        Console(stderr=True).print("No rows.")
        return
    console = Console()
    cells = {name: [_cell(row.get(name)) for row in rows] for name in rows[0]}
    shown = _fitting(cells, console.width)
    table = Table()
    for name, width in shown.items():
        numeric = isinstance(rows[0][name], (int, float)) and not isinstance(rows[0][name], bool)
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left", width=width)
    for line in zip(*(cells[name] for name in shown), strict=True):
        table.add_row(*(Text(cell) for cell in line))
    console.print(table)
    if len(shown) < len(cells):
        left_out = ", ".join(name for name in cells if name not in shown)
        Console(stderr=True).print(
            f"Too wide for this screen: {left_out}. -o json and -o csv give all.", markup=False
        )


def _fitting(cells: Mapping[str, Sequence[str]], screen: int) -> dict[str, int]:
    """The first columns that fit side by side, with their widths; headings break between words.

    Two columns are always shown.
    """
    shown: dict[str, int] = {}
    taken = 1
    for name, column in cells.items():
        words = [*name.split("_"), *(line for cell in column for line in cell.split("\n"))]
        width = max(cell_len(word) for word in words)
        taken += width + 3
        if taken > screen and len(shown) >= 2:
            break
        shown[name] = min(width, screen)
    return shown


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) and abs(value) < 1000 else _whole_cell(value)


def _whole_cell(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else printable(str(value))


def printable(text: str) -> str:
    """With every control character but the end of a line replaced: a name must not steer who reads it."""
    return "".join(sign if sign == "\n" or unicodedata.category(sign) != "Cc" else "\ufffd" for sign in text)
