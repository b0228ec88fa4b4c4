"""One case of `concert staffing required` a line: the columns are the options, what is missing comes from them."""

import csv
from collections.abc import Callable, Mapping, Sequence
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


def read_cases(path: Path, given: Mapping[str, object]) -> list[dict[str, object]]:
    """The cases in order, each `given` (the options) overridden by its line; other columns are passed on.

    Raises `typer.BadParameter` that names the line and the column.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        names = {name: _column(name) for name in rows.fieldnames or ()}
        if "contacts" not in names.values():
            found = ", ".join(names) or "nothing"
            raise typer.BadParameter(
                f"{path} needs a header line with at least the column contacts (found: {found}).",
                param_hint="--file",
            )
        return [_case(line, row, names, given) for line, row in enumerate(rows, start=2)]


def missing(case: Mapping[str, object], needed: Sequence[str]) -> list[str]:
    """Which of the needed values the case does not have."""
    return [name for name in needed if case.get(name) is None]


def _column(name: str) -> str:
    plain = name.strip().lower().replace("-", "_").replace(" ", "_").removesuffix("_s")
    return _OTHER_NAMES.get(plain, plain)


def _case(
    line: int, row: Mapping[str, str | None], names: Mapping[str, str], given: Mapping[str, object]
) -> dict[str, object]:
    case: dict[str, object] = {"line": line}
    read: dict[str, object] = {}
    for heading, name in names.items():
        text = (row.get(heading) or "").strip()
        if name not in COLUMNS:
            case[heading] = text
        elif text:
            read[name] = _value(line, heading, text, COLUMNS[name])
    return case | dict(given) | read


def _value(line: int, heading: str, text: str, parse: Parser) -> object:
    try:
        return parse(text)
    except typer.BadParameter as error:
        raise typer.BadParameter(
            f"line {line}, column {heading}: {error.message}", param_hint="--file"
        ) from error
