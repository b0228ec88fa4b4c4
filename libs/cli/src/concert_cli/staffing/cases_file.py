"""One case of `concert staffing required` a line: the columns are the options, what is missing comes from them."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
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
_DECIMAL_COMMA = re.compile(r"^(\d*),(\d+)(?=\s*[a-zA-Z%]*\s*$)")


def read_cases(path: Path, given: Mapping[str, object]) -> list[dict[str, object]]:
    """The cases in order, each `given` (the options) overridden by its line; other columns are passed on.

    The delimiter is the commonest of , ; tab and | in the header; where it is not the comma, a comma within a
    number is its decimal point. Raises `typer.BadParameter` that names the line and the column.
    """
    lines = _lines(path)
    _, heading = next(lines, (1, []))
    names = [_column(name) for name in heading]
    if "contacts" not in names:
        found = ", ".join(name for name in heading if name) or "nothing"
        raise typer.BadParameter(
            f"{path} needs a header line with at least the column contacts (found: {found}).",
            param_hint="--file",
        )
    return [_case(line, row, heading, names, given) for line, row in lines]


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
