"""Whether changed contracts keep their promises: `python -m concert_contracts.compatibility --against main`.

Both directions within a major version: the new reader reads all that old writers wrote, and readers not yet
upgraded read all that new writers write. Against a git reference every schema committed since then counts,
not only the last one (FULL_TRANSITIVE).
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from concert_contracts.containment import Problem, unreadable
from concert_contracts.example import file_name_of
from concert_contracts.promises import broken_promises
from concert_contracts.schema import Schema, schema_of
from concert_contracts.schema_history import HistoryUnavailable, read_history
from concert_contracts.vocabulary import EVENTS

Direction = Literal["backward", "forward", "promise"]

_MEANING: dict[Direction, str] = {
    "backward": "what was written before can no longer be read",
    "forward": "readers not yet upgraded cannot read what will be written",
    "promise": "readable, but it no longer says what it said",
}


@dataclass(frozen=True)
class Break:
    """One broken promise, at a JSON pointer into the event's data."""

    direction: Direction
    pointer: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.reason} ({self.direction}: {_MEANING[self.direction]})"


def compare(*, old: Schema, new: Schema) -> list[Break]:
    """All that breaks between two versions of one schema; empty when nothing does."""
    backward = [_break("backward", found) for found in unreadable(writer=old, reader=new)]
    forward = [_break("forward", found) for found in unreadable(writer=new, reader=old)]
    known = {found.pointer for found in backward + forward}
    promises = [_break("promise", found) for found in broken_promises(old, new) if found.pointer not in known]
    return backward + forward + promises


def compare_all(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """One line for each break; a new event breaks nothing, a withdrawn one everything."""
    gone = [name for name in old if name not in new]
    lines = [f"{name} /: the event is gone; keep it until nobody listens" for name in gone]
    for name, schema in old.items():
        if name in new:
            lines += [f"{name} {found}" for found in compare(old=schema, new=new[name])]
    return lines


def current_schemas() -> dict[str, Schema]:
    """The schemas that this code writes and reads, by file name."""
    return {file_name_of(event): schema_of(event) for event in EVENTS}


def main(arguments: list[str] | None = None) -> int:
    """0 when every promise is kept, 1 with a line for each that is not, 2 with nothing to compare."""
    parser = argparse.ArgumentParser(description="Compare the contracts with schemas committed earlier.")
    parser.add_argument("--against", default="HEAD", help="a git reference or a folder of schemas (HEAD)")
    against: str = parser.parse_args(arguments).against
    try:
        history = read_history(against)
    except HistoryUnavailable as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    current = current_schemas()
    lines = list(dict.fromkeys(line for schemas in history for line in compare_all(schemas, current)))
    for line in lines:
        sys.stderr.write(f"BREAKING {line}\n")
    if lines:
        sys.stderr.write("Add a new version of the event beside the old one instead.\n")
        return 1
    versions = "version" if len(history) == 1 else "versions"
    sys.stdout.write(
        f"{len(current)} events keep their promises to {len(history)} {versions} since {against}\n"
    )
    return 0


def _break(direction: Direction, found: Problem) -> Break:
    return Break(direction, found.pointer, found.reason)


if __name__ == "__main__":
    sys.exit(main())
