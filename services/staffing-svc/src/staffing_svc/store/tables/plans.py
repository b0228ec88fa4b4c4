"""What campaigns mean for the center, version by version, and which queues are staffed together."""

from sqlalchemy import (
    ARRAY,
    Column,
    Double,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

from staffing_svc.store.tables.metadata import METADATA, MOMENT, NUMBERS

PLANS = Table(
    "plan",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("campaign_version", Integer, nullable=False),
    Column("raised_at", MOMENT, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("gap_agent_hours", Double, nullable=False),
    Column("covered_share", Double, nullable=False),
    PrimaryKeyConstraint("campaign_id", "version"),
)

PLAN_QUEUES = Table(
    "plan_queue",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("queue", Text, nullable=False),
    Column("forecast_version", Integer),
    Column("layer_version", Integer, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("baseline", NUMBERS, nullable=False),
    Column("campaign", NUMBERS, nullable=False),
    Column("required_erlang_a", NUMBERS, nullable=False),
    Column("required_erlang_c", NUMBERS, nullable=False),
    Column("scheduled", NUMBERS, nullable=False),
    Column("notes", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("campaign_id", "version", "queue"),
    ForeignKeyConstraint(["campaign_id", "version"], ["plan.campaign_id", "plan.version"]),
)

POOLS = Table(
    "pool",
    METADATA,
    Column("pool", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("queues", ARRAY(Text), nullable=False),
    Column("changed_at", MOMENT, nullable=False),
)
