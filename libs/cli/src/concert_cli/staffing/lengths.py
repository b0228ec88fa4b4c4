"""Lengths of time and shares as people type them: `30m`, `20`, `1.5h`, `.8`, `80%`."""

import re

import typer

_LENGTH = re.compile(r"^\s*(\d+(?:\.\d*)?|\.\d+)\s*(s|sec|m|min|h|d|w)?\s*$", re.IGNORECASE)
_SECONDS = {"s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def seconds(text: str | float) -> float:
    """`30m`, `1.5h`, `2d`, `90s`; a number without a unit is seconds. Raises `typer.BadParameter`."""
    match = _LENGTH.match(str(text))
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a length of time: write seconds, or 90s, 30m, 1h, 2d.")
    return float(match[1]) * _SECONDS[(match[2] or "s").lower()]


def share(text: str | float) -> float:
    """`.8` or `80%`, from 0 to 1. Raises `typer.BadParameter`."""
    plain = str(text).strip()
    try:
        value = float(plain.removesuffix("%")) / (100.0 if plain.endswith("%") else 1.0)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a share: write .8 or 80%.") from None
    if not 0.0 <= value <= 1.0:
        raise typer.BadParameter(f"{text!r} is not a share from 0 to 1: write .8 or 80%.")
    return value


def count(text: str | float) -> float:
    """A number of 0 or more, such as contacts; fractions are fine. Raises `typer.BadParameter`."""
    try:
        value = float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a number.") from None
    if not 0.0 <= value < float("inf"):
        raise typer.BadParameter(f"{text!r} must be a finite number of 0 or more.")
    return value
