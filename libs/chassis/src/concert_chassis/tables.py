"""The tables that every service's database has for its deliveries, beside the service's own."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

OUTBOX_ID = Sequence("outbox_id", metadata=METADATA, data_type=BigInteger)

# Written with the state it tells of. `id` is drawn while the aggregate's row is locked, so ids and sequences
# of one key rise together. A row is published when `published_at` is set, and kept as the archive. Only the
# unpublished rows are indexed: marking one as published then costs no index entry.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, OUTBOX_ID, server_default=OUTBOX_ID.next_value(), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("slot", SmallInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("headers", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Index("outbox_unpublished", "id", postgresql_where=text("published_at IS NULL")),
    postgresql_partition_by="RANGE (recorded_at)",
)

AGGREGATE_SEQUENCE = Table(
    "aggregate_sequence",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

# Partitioned by the event id itself: version 7 ids sort by time, so a day of ids is a range of them.
INBOX = Table(
    "inbox",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("handled_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    postgresql_partition_by="RANGE (event_id)",
)

# A key whose events are set aside: `next_attempt_at` while it is still tried again by itself, null when a
# person must look.
PARKED_KEY = Table(
    "parked_key",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", DateTime(timezone=True)),
    Column("error", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False),
)

PARKED_EVENT = Table(
    "parked_event",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("record_at", DateTime(timezone=True), nullable=False),
    Column("event_id", Uuid),
    Column("event_type", Text),
    Column("record_key", LargeBinary),
    Column("headers", Text, nullable=False),
    Column("value", LargeBinary),
    Column("edited", Boolean, nullable=False, server_default=text("false")),
    Column("parked_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("topic", "partition", "offset", name="parked_event_record"),
    Index("parked_event_key", "topic", "key", "id"),
)

PARKING_AUDIT = Table(
    "parking_audit",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("parked_event_id", BigInteger),
    Column("event_id", Uuid),
    Column("before", LargeBinary),
    Column("after", LargeBinary),
    Column("note", Text, nullable=False),
    Index("parking_audit_key", "topic", "key", "id"),
)

TIMER = Table(
    "timer",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("ran_at", DateTime(timezone=True)),
)

# The answer to a request, kept so that the same request repeated gets the same answer.
IDEMPOTENCY = Table(
    "idempotency",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger),
    Column("headers", JSONB),
    Column("body", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("idempotency_created_at", "created_at"),
)
