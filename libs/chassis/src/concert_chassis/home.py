"""The folder `.concert/`: what a local installation keeps from one start to the next, and where others find it."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

_SECRETS = TypeAdapter(dict[str, str])


class AlreadyRunning(RuntimeError):
    """Another launcher works in this folder."""


class Addresses(BaseModel):
    """`addresses.json`: how a command on this machine reaches what is running. Only its owner may read it."""

    services: dict[str, str]
    """By name, as `campaign-svc`: http://127.0.0.1:8101."""
    tokens: dict[str, str]
    """By role, as `planner`."""
    bus_url: str
    database_urls: dict[str, str]
    launcher_pid: int


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def data(self) -> Path:
        return self.folder / "postgresql"

    @property
    def addresses_file(self) -> Path:
        return self.folder / "addresses.json"

    def log_file(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One launcher per folder; the lock goes with its process, whatever ends it. Raises AlreadyRunning."""
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                raise AlreadyRunning(
                    f"{self.folder} is in use by process {holder}; stop that one, or use another folder"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def secret(self, name: str) -> str:
        """A password made once and kept."""
        file = self.folder / "secrets.json"
        kept = _SECRETS.validate_json(file.read_bytes()) if file.exists() else {}
        if name not in kept:
            kept[name] = secrets.token_urlsafe(24)
            write_private(file, _SECRETS.dump_json(kept))
        return kept[name]

    def tell(self, addresses: Addresses) -> None:
        write_private(self.addresses_file, addresses.model_dump_json(indent=2).encode())

    def untell(self) -> None:
        self.addresses_file.unlink(missing_ok=True)

    def addresses(self) -> Addresses | None:
        """What is running, as far as is known; None when nothing was started or it was stopped."""
        try:
            return Addresses.model_validate_json(self.addresses_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None


def write_private(file: Path, content: bytes) -> None:
    """Readable by its owner only from its first byte on; whole or not at all."""
    making = file.with_name(file.name + ".making")
    making.unlink(missing_ok=True)
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
    making.replace(file)
