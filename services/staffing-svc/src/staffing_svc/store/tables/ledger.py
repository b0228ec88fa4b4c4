"""What was lost, entry by entry, and the memos that tell of it."""

from sqlalchemy import ARRAY, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from staffing_svc.store.tables.metadata import METADATA, MOMENT

LOSSES = Table(
    "loss",
    METADATA,
    Column("entry_id", Uuid, primary_key=True),
    Column("corrects_entry_id", Uuid),
    Column("surge_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("booked_at", MOMENT, nullable=False),
    Column("window_start_at", MOMENT, nullable=False),
    Column("window_end_at", MOMENT, nullable=False),
    Column("entry", JSONB, nullable=False),
)
Index("loss_of_surge", LOSSES.c.surge_id)
Index("loss_booked", LOSSES.c.booked_at, LOSSES.c.entry_id)

MEMOS = Table(
    "memo",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("pdf", LargeBinary),
    Column("recipients", ARRAY(Text), nullable=False),
    Column("entries", ARRAY(Uuid), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "version"),
)

MEMO_RECIPIENTS = Table(
    "memo_recipient",
    METADATA,
    Column("department", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("addresses", ARRAY(Text), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
)

MEMO_DELIVERIES = Table(
    "memo_delivery",
    METADATA,
    Column("delivery_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("memo_version", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("address", Text),
    Column("approved_at", MOMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", MOMENT),
    Column("last_error", Text),
    Column("changed_at", MOMENT, nullable=False),
)
Index("memo_delivery_of_campaign", MEMO_DELIVERIES.c.campaign_id, MEMO_DELIVERIES.c.memo_version)
Index("memo_delivery_due", MEMO_DELIVERIES.c.due_at, postgresql_where=MEMO_DELIVERIES.c.due_at.is_not(None))
