"""The tables of goals-svc."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

LARGEST_MINOR = 2**53 - 1
"""The largest amount that goes out: JSON carries whole numbers exactly up to here."""

_MOMENT = DateTime(timezone=True)

ANNOUNCED_CAMPAIGNS = Table(
    "announced_campaign",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("department", Text),
    Column("announced_at", _MOMENT),
    Column("delivered_at", _MOMENT),
    Column("acknowledged_at", _MOMENT),
    Column("translated_at", _MOMENT),
    Column("cancelled_at", _MOMENT),
    Column("launched_at", _MOMENT),
    Column("expected_contacts", BigInteger),
    Column("on_time", Boolean),
    Column("is_emergency", Boolean),
    Column("given_days", Integer),
)
Index("announced_campaign_announced", ANNOUNCED_CAMPAIGNS.c.announced_at)
Index("announced_campaign_launched", ANNOUNCED_CAMPAIGNS.c.launched_at)

BREACHES = Table(
    "breach",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("attributed_to", Text, nullable=False),
    Column("shortfall_days", Integer, nullable=False),
    Column("breached_at", _MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "version", "verdict"),
)

LOSSES = Table(
    "loss",
    METADATA,
    Column("entry_id", Uuid, primary_key=True),
    Column("corrects_entry_id", Uuid),
    Column("window_start_at", _MOMENT, nullable=False),
    Column("currency", Text, nullable=False),
    Column("low_minor", BigInteger, nullable=False),
    Column("likely_minor", BigInteger, nullable=False),
    Column("high_minor", BigInteger, nullable=False),
    Column("by_cause", JSONB, nullable=False),
)
Index("loss_window", LOSSES.c.window_start_at)

SERVICE_INTERVALS = Table(
    "service_interval",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("answered_within", Integer, nullable=False),
    Column("within_s", Double, nullable=False),
    Column("abandoned", Integer, nullable=False),
    PrimaryKeyConstraint("queue", "started_at"),
)
Index("service_interval_time", SERVICE_INTERVALS.c.started_at)

ORDERS = Table(
    "customer_order",
    METADATA,
    Column("order_id", Text, primary_key=True),
    Column("placed_at", _MOMENT, nullable=False),
    Column("revenue_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("campaign_code", Text),
    Column("department", Text),
)
Index("customer_order_placed", ORDERS.c.placed_at)

INSIGHTS = Table(
    "insight",
    METADATA,
    Column("insight_id", Uuid, primary_key=True),
    Column("owner_department", Text),
    Column("published_at", _MOMENT),
    Column("acknowledge_due_at", _MOMENT),
    Column("acknowledged_at", _MOMENT),
)

GOALS = Table(
    "goal",
    METADATA,
    Column("goal_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("accountable_departments", JSONB, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("start_minor", BigInteger, nullable=False),
    Column("target_minor", BigInteger, nullable=False),
    Column("guard_rail", JSONB, nullable=False),
    Column("breached_at", _MOMENT),
)

SCORECARDS = Table(
    "scorecard",
    METADATA,
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("published_at", _MOMENT, nullable=False),
    Column("body", JSONB, nullable=False),
    PrimaryKeyConstraint("period_start", "period_end", "version"),
)
