"""One case of `concert staffing required` a line: the columns are the options, what is missing comes from them."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typer

from concert_cli.staffing.lengths import count, seconds, share

Parser = Callable[[str], object]

COLUMNS: Mapping[str, Parser] = {
    "contacts": count,
    "interval": seconds,
    "aht": seconds,
    "service_level": share,
    "within": seconds,
    "patience": seconds,
    "max_abandonment": share,
    "max_asa": seconds,
    "max_occupancy": share,
    "shrinkage": share,
    "model": str.lower,
    "variant": str.upper,
}
_OTHER_NAMES = {"offered": "contacts", "calls": "contacts", "volume": "contacts", "sl": "service_level"}
_FORECAST_NAMES = ("mean", "forecast")
"""Where a file has no contacts, it may be a forecast; its other columns are passed on."""
_START_NAMES = ("start", "timestamp")
_DECIMAL_COMMA = re.compile(r"^(\d*),(\d+)(?=\s*[a-zA-Z%]*\s*$)")


def read_cases(path: Path, given: Mapping[str, object]) -> list[dict[str, object]]:
    """The cases in order, each `given` (the options) overridden by its line; other columns are passed on.

    The delimiter is the commonest of , ; tab and | in the header; where it is not the comma, a comma within a
    number is its decimal point. Raises `typer.BadParameter` that names the line and the column.
    """
    lines = _lines(path)
    _, heading = next(lines, (1, []))
    names = _named(heading)
    if "contacts" not in names:
        found = ", ".join(name for name in heading if name) or "nothing"
        raise typer.BadParameter(
            f"{path} needs a header line with at least the column contacts (found: {found}).",
            param_hint="--file",
        )
    cases = [_case(line, row, heading, names, given) for line, row in lines]
    length_s = _interval_of(cases) or 1800.0
    return [case | {"interval": length_s if case["interval"] is None else case["interval"]} for case in cases]


def _named(headings: Sequence[str]) -> list[str]:
    """What each column holds; where none holds contacts, those of a forecast."""
    names = [_column(name) for name in headings]
    if "contacts" not in names:
        forecast = next((at for at, name in enumerate(headings) if name.lower() in _FORECAST_NAMES), None)
        if forecast is not None:
            names[forecast] = "contacts"
    return names


def _interval_of(cases: Sequence[Mapping[str, object]]) -> float | None:
    """Seconds between the starts of the first two lines, where these are times of an interval of up to a day."""
    if len(cases) < 2:
        return None
    name = next((name for name in cases[0] if name.strip().lower() in _START_NAMES), None)
    try:
        first, second = (datetime.fromisoformat(str(case[name])) for case in cases[:2] if name)
        length_s = (second - first).total_seconds()
    except (ValueError, TypeError):
        return None
    return length_s if 0 < length_s <= 86_400 else None


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number of each line that holds anything, and its cells with points for decimal commas."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    for row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield rows.line_num, cells if delimiter == "," else [_with_point(cell) for cell in cells]


def _with_point(cell: str) -> str:
    return _DECIMAL_COMMA.sub(r"\1.\2", cell) if "," in cell else cell


def _column(name: str) -> str:
    plain = name.lower().replace("-", "_").replace(" ", "_").removesuffix("_s")
    return _OTHER_NAMES.get(plain, plain)


def _case(
    line: int, row: list[str], heading: list[str], names: list[str], given: Mapping[str, object]
) -> dict[str, object]:
    case: dict[str, object] = {"line": line}
    read: dict[str, object] = {}
    for place, name in enumerate(names):
        text = row[place] if place < len(row) else ""
        if name not in COLUMNS:
            case[heading[place]] = text
        elif text:
            read[name] = _value(line, heading[place], text, COLUMNS[name])
    return case | dict(given) | read


def _value(line: int, heading: str, text: str, parse: Parser) -> object:
    try:
        return parse(text)
    except typer.BadParameter as error:
        raise typer.BadParameter(
            f"line {line}, column {heading}: {error.message}", param_hint="--file"
        ) from error
