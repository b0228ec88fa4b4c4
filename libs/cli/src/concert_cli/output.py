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
    if not rows:
        Console(stderr=True).print("No rows.")
        return
    table = Table()
    for name, value in rows[0].items():
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        table.add_column(name, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) and abs(value) < 1000 else _whole_cell(value)


def _whole_cell(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else printable(str(value))


def printable(text: str) -> str:
    """With every control character but the end of a line replaced: a name must not steer who reads it."""
    return "".join(sign if sign == "\n" or unicodedata.category(sign) != "Cc" else "\ufffd" for sign in text)
