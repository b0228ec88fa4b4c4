"""Turns the engine's refusals into command-line errors that name the option, with exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from concert_contracts.refusal import Refusal

COLUMNS = ("timestamp", "offered", "queue")
"""What the user gives in the file and not as an option."""


def option_for(field: str) -> str:
    """The option behind a field of the engine, `--max-asa` for `max_asa_s`, or the column of the file."""
    if field in COLUMNS:
        return f"FILE, column {field}"
    return "--" + field.removesuffix("_s").replace("_", "-")


@contextmanager
def refusals_named(where: str = "") -> Iterator[None]:
    """Raise `typer.BadParameter` for a `Refusal` inside; `where` says which line or case it is about."""
    try:
        yield
    except Refusal as refusal:
        hint = option_for(refusal.field) if refusal.field else None
        prefix = f"{where}: " if where else ""
        raise typer.BadParameter(f"{prefix}{refusal.message}", param_hint=hint) from refusal
