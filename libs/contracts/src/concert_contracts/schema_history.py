"""The schemas as they were committed, from git or from a folder: what the contracts are held to."""

import subprocess
from pathlib import Path

from concert_contracts.schema import Schema, read_schema

SCHEMAS = "libs/contracts/src/concert_contracts/schemas"


class HistoryUnavailable(Exception):
    """Nothing to compare with: the message says what to do."""


def read_history(against: str) -> list[dict[str, Schema]]:
    """Each version to compare with, oldest first: of a folder one, of a git reference one or more."""
    folder = Path(against)
    if folder.is_dir():
        return [_of_folder(folder)]
    root = _git("rev-parse", "--show-toplevel").strip()
    later = _git("-C", root, "rev-list", "--reverse", f"{against}..HEAD", "--", SCHEMAS).split()
    return [_of_commit(root, commit) for commit in (against, *later)]


def _of_folder(folder: Path) -> dict[str, Schema]:
    schemas = {file.name: read_schema(file.read_bytes()) for file in sorted(folder.glob("*.json"))}
    if not schemas:
        raise HistoryUnavailable(f"{folder} holds no schemas; run `make contracts` there first")
    return schemas


def _of_commit(root: str, commit: str) -> dict[str, Schema]:
    names = _git("-C", root, "ls-tree", "--name-only", commit, f"{SCHEMAS}/").split()
    return {Path(name).name: read_schema(_git("-C", root, "show", f"{commit}:{name}")) for name in names}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(("git", *arguments), capture_output=True, text=True, timeout=60, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired) as refused:
        raise HistoryUnavailable(
            f"git did not answer ({refused}); name a folder of schemas instead"
        ) from None
    if done.returncode:
        raise HistoryUnavailable(f"git {' '.join(arguments)}: {done.stderr.strip()}; fetch the history first")
    return done.stdout
