"""Shift rules as a file holds them, on their way to an installation that checks them."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import typer


def rules_in(path: Path) -> dict[str, Any]:
    """The table of a .json file, or of TOML; dates become text. Exit status 2 when there is none."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"{path.name} is not valid: {error}") from error
    if not isinstance(table, dict):
        raise typer.BadParameter(f"{path.name} must hold one table of rules")
    plain: dict[str, Any] = json.loads(json.dumps(table, default=_text))
    return plain


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise typer.BadParameter(f"{value!r} is no rule")
