"""A bus from its address, so that a service is moved from one to the other by a setting."""

from concert_chassis.bus.kafka import KafkaBus
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.bus.postgres import PostgresBus
from concert_chassis.bus.protocol import Bus
from concert_chassis.clock import Clock


class UnknownBus(ValueError):
    """The address names none of the three buses."""


def open_bus(url: str, clock: Clock) -> Bus:
    """`memory://`, `postgresql://user:password@host:port/database` or `kafka://host:port,host:port`."""
    scheme = url.partition("://")[0]
    if scheme == "memory":
        return MemoryBus(clock)
    if scheme in {"postgresql", "postgres"}:
        return PostgresBus(url, clock)
    if scheme in {"kafka", "kafka+tls"}:
        return KafkaBus(url)
    raise UnknownBus(f"a bus is memory://, postgresql:// or kafka://, not {scheme}://")
