"""Shows JSON log lines of several services to a person: whose it is, when, what, and the fields, in colour."""

import re
from collections.abc import Callable

from pydantic_core import from_json

_COLOURS = (36, 33, 35, 32, 34, 96, 93)
_LEVELS = {"warning": 33, "error": 31, "critical": 31}
_SAID_ALREADY = frozenset(
    {"message", "level", "at", "service", "logger", "trace_id", "span_id", "correlation_id", "causation_id"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def log_printer(write: Callable[[str], object], *, coloured: bool) -> Callable[[str, str], None]:
    """A function of a service's name and a line of its log, which writes the line prefixed to `write`."""
    colours: dict[str, int] = {}

    def show(name: str, line: str) -> None:
        colour = colours.setdefault(name, _COLOURS[len(colours) % len(_COLOURS)])
        prefix = f"{name:>13} | "
        text, level = readable(line)
        if coloured:
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
            text = f"\x1b[{_LEVELS[level]}m{text}\x1b[0m" if level in _LEVELS else text
        write(prefix + text + "\n")

    return show


def readable(line: str) -> tuple[str, str]:
    """The line as one sentence with fields, and its level; a line that is no JSON stays as it is."""
    try:
        fields = from_json(line)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or "message" not in fields:
        return _CONTROL.sub("?", line), ""
    level = str(fields.get("level", ""))
    shown = " ".join(f"{name}={value}" for name, value in fields.items() if name not in _SAID_ALREADY)
    at = str(fields.get("at", ""))[11:19]
    said = f"{at} {level + ' ' if level in _LEVELS else ''}{fields['message']} {shown}"
    return _CONTROL.sub("?", said.rstrip()), level
