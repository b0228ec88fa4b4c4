"""Queues, what was offered to them, and who was scheduled."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from staffing_svc.store.tables.metadata import METADATA, MOMENT

QUEUES = Table(
    "queue",
    METADATA,
    Column("queue", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    Column("refresh_due_at", MOMENT, nullable=False),
)

INTERVALS = Table(
    "interval",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("answered", Integer),
    Column("answered_within", Integer),
    Column("within_s", Double),
    Column("abandoned", Integer),
    Column("handle_time_s", Double),
    Column("reported_at", MOMENT, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("short_abandoned", Integer),
    Column("blocked", Integer),
    Column("deflected_unresolved", Integer),
    PrimaryKeyConstraint("queue", "started_at"),
)

INTERVAL_REVISIONS = Table(
    "interval_revision",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("answered", Integer),
    Column("answered_within", Integer),
    Column("within_s", Double),
    Column("abandoned", Integer),
    Column("handle_time_s", Double),
    Column("reported_at", MOMENT, nullable=False),
    Column("short_abandoned", Integer),
    Column("blocked", Integer),
    Column("deflected_unresolved", Integer),
    PrimaryKeyConstraint("queue", "started_at", "revision"),
)

REFUSED_INTERVALS = Table(
    "refused_interval",
    METADATA,
    Column("refused_id", BigInteger, primary_key=True, autoincrement=True),
    Column("queue", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("refused_at", MOMENT, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("report", JSONB, nullable=False),
)

BACKLOGS = Table(
    "backlog",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("counted_at", MOMENT, nullable=False),
    Column("contacts", Double, nullable=False),
    Column("told_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("queue", "counted_at"),
)

# `from_schedule`: written by a published schedule, not loaded from the workforce-management system.
SCHEDULED_AGENTS = Table(
    "scheduled_agents",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("agents", Double, nullable=False),
    Column("loaded_at", MOMENT, nullable=False),
    Column("from_schedule", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("queue", "started_at"),
)
