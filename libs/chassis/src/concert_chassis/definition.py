"""A service is what it serves, what it reacts to and what it does by the clock; the chassis makes it run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from concert_chassis.http import Wired
from concert_chassis.reactions import Reaction
from concert_chassis.timers import Timer
from concert_chassis.worker import Worker


@dataclass(frozen=True)
class Service:
    """What the `service.py` of each service states, and nothing more."""

    name: str
    """As installed: `campaign-svc`. It is also the group that reads the streams."""
    owner: str
    """The word that the service's events and streams begin with: `campaign`."""
    description: str
    migrations: str | None
    """The package of the migrations, `campaign_svc.migrations`; None without tables of its own."""
    routers: Sequence[APIRouter] = ()
    reactions: Sequence[Reaction] = ()
    timers: Sequence[Timer] = ()
    outward: Sequence[Callable[[Wired], Worker | None]] = ()
    """What reaches systems outside, which no transaction may wait for; None where an installation has it off."""
