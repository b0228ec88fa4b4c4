"""Named places where dying hurts most, so that tests can kill a process exactly there; idle otherwise."""

import os
import signal
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

CRASH_POINTS: Mapping[str, str] = MappingProxyType(
    {
        "before-commit": "state and outbox rows are written, the database transaction is still open",
        "after-commit": "the transaction is committed, the relay has not been told",
        "before-publish": "the relay is about to hand rows to the bus",
        "after-acknowledge": "the bus has acknowledged, the rows are not marked as published",
        "after-mark": "the rows are marked as published",
        "before-offset-commit": "a batch is committed in the database, its offsets are not on the bus",
        "after-offset-commit": "the offsets are on the bus",
    }
)


class UnknownCrashPoint(ValueError):
    """There is no place of that name."""


class _Armed:
    """The one place at which this process is to die, and how many passages it has left."""

    point: str | None = None
    passages: int = 0


_armed = _Armed()


def arm(point: str, *, passage: int, environment: Literal["test"]) -> None:
    """From now on this process is killed when it comes to `point` for the `passage`-th time (from 1).

    Only a test's own main calls this; no setting and no environment variable of a service can.
    """
    if environment != "test":
        raise RuntimeError("processes are killed on purpose in tests only")
    if point not in CRASH_POINTS:
        raise UnknownCrashPoint(f"{point!r} is none of {', '.join(CRASH_POINTS)}")
    _armed.point, _armed.passages = point, passage


def crash_point(point: str) -> None:
    """Marks the place; costs one comparison unless a test has armed it."""
    if _armed.point != point:
        return
    _armed.passages -= 1
    if _armed.passages <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
