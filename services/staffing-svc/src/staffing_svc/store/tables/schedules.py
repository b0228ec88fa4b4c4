"""Shift rules of teams, the schedules made under them, and the searches that published them."""

from sqlalchemy import (
    ARRAY,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from staffing_svc.store.tables.metadata import METADATA, MOMENT, NUMBERS

SHIFT_RULES = Table(
    "shift_rules",
    METADATA,
    Column("team", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("queues", ARRAY(Text), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    Column("changed_by", Text, nullable=False),
    PrimaryKeyConstraint("team", "version"),
)

# What stands now; SCHEDULE_ENTRIES hold how it came to that. The shifts are those of `shifts_version`.
SCHEDULES = Table(
    "schedule",
    METADATA,
    Column("schedule_id", Uuid, primary_key=True),
    Column("team", Text, nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("shifts_version", Integer, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("made_by", Text, nullable=False),
    Index("schedule_made_at", "made_at", "schedule_id"),
    Index("schedule_status_starts_at", "status", "starts_at"),
)

SCHEDULE_ENTRIES = Table(
    "schedule_entry",
    METADATA,
    Column("schedule_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("entered_at", MOMENT, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("reason", Text),
    PrimaryKeyConstraint("schedule_id", "version"),
    ForeignKeyConstraint(["schedule_id"], ["schedule.schedule_id"]),
)

SCHEDULE_QUEUES = Table(
    "schedule_queue",
    METADATA,
    Column("schedule_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("queue", Text, nullable=False),
    Column("forecast_version", Integer),
    Column("starts_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("required", NUMBERS, nullable=False),
    Column("held", NUMBERS, nullable=False),
    Column("people", NUMBERS, nullable=False),
    Column("paid_h", Double, nullable=False),
    Column("under_h", Double, nullable=False),
    Column("over_h", Double, nullable=False),
    Column("bound_h", Double, nullable=False),
    Column("gap", Double),
    PrimaryKeyConstraint("schedule_id", "version", "queue"),
    ForeignKeyConstraint(["schedule_id"], ["schedule.schedule_id"]),
)

SHIFTS = Table(
    "shift",
    METADATA,
    Column("schedule_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("queue", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", Text),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("paid_s", Integer, nullable=False),
    Column("breaks", JSONB, nullable=False),
    Column("obstacle", Text),
    PrimaryKeyConstraint("schedule_id", "version", "place"),
    ForeignKeyConstraint(["schedule_id"], ["schedule.schedule_id"]),
    Index("shift_person_starts_at", "person", "starts_at"),
)

PUBLICATIONS = Table(
    "publication",
    METADATA,
    Column("publication_id", Uuid, primary_key=True),
    Column("schedule_id", Uuid, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("gap", Double, nullable=False),
    Column("time_limit_s", Double, nullable=False),
    Column("over_by", MOMENT, nullable=False),
    Column("cancelled_at", MOMENT),
    Column("cancelled_by", Text),
    Column("ended_at", MOMENT),
    Column("outcome", Text),
    ForeignKeyConstraint(["schedule_id"], ["schedule.schedule_id"]),
    Index("publication_schedule", "schedule_id", "started_at"),
)
