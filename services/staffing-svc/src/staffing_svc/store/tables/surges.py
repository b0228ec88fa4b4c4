"""Surges, the detectors that find them, and what points to their causes."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from staffing_svc.store.tables.metadata import METADATA, MOMENT

DETECTORS = Table(
    "detector",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("calibrated_at", MOMENT, nullable=False),
    Column("detector", JSONB, nullable=False),
    PrimaryKeyConstraint("queue", "version"),
)

DETECTOR_CHECKPOINTS = Table(
    "detector_checkpoint",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("before_at", MOMENT, nullable=False),
    Column("state", JSONB, nullable=False),
    PrimaryKeyConstraint("queue", "before_at"),
)

SURGES = Table(
    "surge",
    METADATA,
    Column("surge_id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("since", MOMENT, nullable=False),
    Column("detected_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("expected_contacts", Double, nullable=False),
    Column("observed_contacts", Integer, nullable=False),
    Column("uplift_low", Double, nullable=False),
    Column("uplift_likely", Double, nullable=False),
    Column("uplift_high", Double, nullable=False),
    Column("false_alarms_per_week", Double, nullable=False),
    Column("causes", JSONB, nullable=False),
    Column("forecast_version", Integer, nullable=False),
    Column("detector_version", Integer, nullable=False),
)
Index("surge_of_queue", SURGES.c.queue, SURGES.c.since)
Index("surge_open", SURGES.c.queue, unique=True, postgresql_where=SURGES.c.ended_at.is_(None))

CONTACT_MARKS = Table(
    "contact_mark",
    METADATA,
    Column("contact_id", Text, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("started_at", MOMENT, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("dialed_number", Text),
    Column("code", Text),
    Column("reason_code", Text),
    Column("segment", Text),
    Column("caller_hash", Text),
)
Index("contact_mark_of_queue", CONTACT_MARKS.c.queue, CONTACT_MARKS.c.started_at)

BUSINESS_EVENTS = Table(
    "business_event",
    METADATA,
    Column("business_event_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("happened_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT),
    Column("queues", ARRAY(Text), nullable=False),
    Column("size", BigInteger),
)
