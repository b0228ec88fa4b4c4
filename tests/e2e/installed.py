"""A whole installation as a person has it: `concert run` in one terminal, other commands in another."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
from concert_chassis.home import Addresses, Home

CONCERT = Path(sys.executable).with_name("concert")
LOOK_EVERY_S = 0.1
PATIENCE_S = 90.0
"""Far more than anything here takes on a machine of its own: what takes longer has hung."""
MOST_LINES = 8

Found = TypeVar("Found")


@dataclass(frozen=True)
class Installed:
    """What runs in the first terminal."""

    home: Path
    launcher: psutil.Popen
    screen: Path

    @property
    def addresses(self) -> Addresses:
        known = Home(self.home).addresses()
        assert known is not None, self.screen.read_text()
        return known

    def client(self, service: str, role: str) -> httpx.Client:
        told = self.addresses
        token = {"Authorization": f"Bearer {told.tokens[role]}"}
        return httpx.Client(base_url=told.services[service], headers=token, timeout=PATIENCE_S)

    def process_of(self, service: str) -> psutil.Process:
        """The child that listens on the service's port."""
        port = int(self.addresses.services[service].rpartition(":")[2])
        return next(
            process
            for process in self.launcher.children(recursive=True)
            if any(it.laddr.port == port and it.status == "LISTEN" for it in process.net_connections())
        )

    def stopped(self) -> Sequence[psutil.Process]:
        """Ctrl-C, which reaches everything in the terminal; whatever is still there when all has ended."""
        processes = self.launcher.children(recursive=True)
        os.killpg(self.launcher.pid, signal.SIGINT)
        assert self.launcher.wait(PATIENCE_S) == 0, self.screen.read_text()
        return [process for process in processes if process.is_running()]


@contextmanager
def running(home: Path) -> Iterator[Installed]:
    """`concert run` without the story, in a terminal of its own, once it says that it is up."""
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    screen = home / "screen"
    with screen.open("wb") as shown:
        command = [str(CONCERT), "run", "--no-story", "--home", str(home)]
        launcher = psutil.Popen(
            command, stdout=subprocess.DEVNULL, stderr=shown, env=_environment(), start_new_session=True
        )
    installed = Installed(home, launcher, screen)
    try:
        until(lambda: "Concert is up" in screen.read_text() or launcher.poll() is not None or None)
        assert launcher.poll() is None, screen.read_text()
        yield installed
    except AssertionError as failed:
        failed.add_note(last_lines(home))
        raise
    finally:
        left = launcher.children(recursive=True) if launcher.is_running() else []
        for process in [launcher, *left]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        launcher.wait(PATIENCE_S)


def last_lines(home: Path) -> str:
    """What the services said last, for whoever looks at a failure."""
    logs = sorted((home / "logs").glob("*.log"))
    return "\n".join(
        f"{log.name}: {line}" for log in logs for line in log.read_text().splitlines()[-MOST_LINES:]
    )


def concert(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in the second terminal."""
    command = [str(CONCERT), *words, "--home", str(home)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, env=_environment()
    )


def until(found: Callable[[], Found | None]) -> Found:
    """What is found in the end; a bounded wait, never a proof by itself."""
    deadline = time.monotonic() + PATIENCE_S
    while (it := found()) is None:
        assert time.monotonic() < deadline, f"nothing came within {PATIENCE_S:g} s"
        time.sleep(LOOK_EVERY_S)
    return it


def _environment() -> dict[str, str]:
    """Nothing of another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CONCERT_")}
