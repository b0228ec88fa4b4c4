"""Writes what follows from the vocabulary, or checks it: `python -m concert_contracts.generate [--check]`."""

import argparse
import sys
from pathlib import Path

from concert_contracts.asyncapi import asyncapi_text
from concert_contracts.example import file_name_of
from concert_contracts.schema import schema_text
from concert_contracts.schema_history import SCHEMAS
from concert_contracts.vocabulary import EVENTS

ASYNCAPI = "docs/asyncapi.json"


def generated_files() -> dict[str, str]:
    """Path from the repository's root -> the text that belongs there."""
    schemas = {f"{SCHEMAS}/{file_name_of(event)}": schema_text(event) for event in EVENTS}
    return {**schemas, ASYNCAPI: asyncapi_text()}


def outdated(root: Path) -> list[str]:
    """The generated files under `root` that are missing, differ, or belong to no event any more."""
    wanted = generated_files()
    differing = [
        name
        for name, text in wanted.items()
        if not (root / name).is_file() or (root / name).read_text() != text
    ]
    return differing + [name for name in _present_schemas(root) if name not in wanted]


def write(root: Path) -> list[str]:
    """Bring the generated files under `root` up to date; returns those that changed."""
    changed, wanted = outdated(root), generated_files()
    for name in changed:
        if name not in wanted:
            (root / name).unlink()
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(wanted[name])
    return changed


def main(arguments: list[str] | None = None) -> int:
    """0 when all is current (or has been written), 1 when --check found something outdated."""
    parser = argparse.ArgumentParser(description="Generate the JSON Schemas and the AsyncAPI document.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if something is outdated")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository's root (here)")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        found = outdated(chosen.root)
        for name in found:
            sys.stderr.write(f"OUTDATED {name}: run `make contracts`\n")
        return 1 if found else 0
    for name in write(chosen.root):
        sys.stdout.write(f"wrote {name}\n")
    return 0


def _present_schemas(root: Path) -> list[str]:
    return [f"{SCHEMAS}/{file.name}" for file in sorted((root / SCHEMAS).glob("*.json"))]


if __name__ == "__main__":
    sys.exit(main())
