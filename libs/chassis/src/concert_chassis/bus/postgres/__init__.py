"""The bus on PostgreSQL, the embedded one for a single machine: durable, and nothing else is needed for it."""

from concert_chassis.bus.postgres.log import PostgresBus

__all__ = ["PostgresBus"]
