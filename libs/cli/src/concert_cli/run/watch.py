"""Reads along with everything that is said while the story plays."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from concert_cli.installation import Installation

QUIET = frozenset({"IntervalReported", "ContactEnded", "OrderPlaced"})


@dataclass(frozen=True)
class Said:
    """One event: its short name, when it happened, its data."""

    name: str
    at: datetime
    data: Mapping[str, Any]


@dataclass
class Watch:
    """A thread that collects the events of Concert's own services, and counts the outside systems' ones."""

    installed: Installation
    said: list[Said] = field(default_factory=list)
    reported: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _following: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        self._following.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._client.close()
        self._thread.join(5)

    def pause(self, seconds: float) -> None:
        """Gives the services time to finish what they are at."""
        self._stop.wait(seconds)

    def of(self, name: str) -> list[Said]:
        return [said for said in list(self.said) if said.name == name]

    def _follow(self) -> None:
        self._client = self.installed.client("gateway-svc", role="operations")
        try:
            with self._client.stream("GET", "/v1/streams/live", timeout=None) as live:
                for line in live.iter_lines():
                    self._following.set()
                    if self._stop.is_set():
                        return
                    if line.startswith("data: "):
                        self._take(json.loads(line.removeprefix("data: ")))
        except (httpx.HTTPError, RuntimeError, OSError):
            # The stream was closed from our side at the end, or the installation is going down: both end it.
            return

    def _take(self, event: Mapping[str, Any]) -> None:
        name = str(event["type"]).split(".")[-2]
        if name in QUIET:
            self.reported += 1
        else:
            self.said.append(Said(name, datetime.fromisoformat(event["time"]), event["data"]))
