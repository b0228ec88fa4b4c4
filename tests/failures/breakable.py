"""Servers that a test may kill and start again on the same address, with what they had written."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from concert_chassis.embedded import Cluster, start_cluster

BROKER = Path(__file__).parents[2] / "deploy" / "kafka" / "broker.py"


class Breakable(Protocol):
    def kill(self) -> None: ...

    def start_again(self) -> None:
        """From the main thread: a database server stops with the thread that started it."""
        ...

    def stop(self) -> None: ...


@dataclass
class BreakableDatabase:
    cluster: Cluster

    def kill(self) -> None:
        self.cluster.process.kill()
        self.cluster.process.wait()

    def start_again(self) -> None:
        port = self.cluster.port
        self.cluster = start_cluster(self.cluster.data, port)
        assert self.cluster.port == port

    def stop(self) -> None:
        self.cluster.stop()


@dataclass
class BreakableBroker:
    data: Path
    address: str = ""

    def kill(self) -> None:
        """The last word of the status line is the process id."""
        os.kill(int(self._told("status").split()[-1]), signal.SIGKILL)

    def start_again(self) -> None:
        address = self._told("start")
        assert self.address in ("", address)
        self.address = address

    def stop(self) -> None:
        self._told("stop")

    def _told(self, what: str) -> str:
        command = [sys.executable, str(BROKER), what, "--data", str(self.data)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
