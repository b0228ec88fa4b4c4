"""The tables of the campaign service; the migrations create exactly these."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData()


def _at(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


CAMPAIGN = Table(
    "campaign",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("external_system", Text),
    Column("external_id", Text),
    Column("search_text", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("notice", JSONB, nullable=False),
    _at("announced_at"),
    _at("clock_started_at"),
    Column("contacts_at_clock_start", Integer, nullable=False),
    _at("launch_at"),
    _at("ends_at"),
    _at("launched_at", nullable=True),
    _at("cancelled_at", nullable=True),
    Column("cancellation_reason", Text),
    Index(
        "campaign_external_ref",
        "external_system",
        "external_id",
        unique=True,
        postgresql_where=text("external_id IS NOT NULL"),
    ),
    Index("campaign_launch", "launch_at", "campaign_id"),
    Index(
        "campaign_to_launch",
        "launch_at",
        postgresql_where=text("launched_at IS NULL AND cancelled_at IS NULL"),
    ),
)

# Every version that was told, for ever: nothing is overwritten, and every number can be traced to its terms.
CAMPAIGN_VERSION = Table(
    "campaign_version",
    METADATA,
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    _at("told_at"),
    Column("told_by", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("material_changes", ARRAY(Text), nullable=False),
    Column("reason", Text),
    Column("terms", JSONB, nullable=False),
    Column("notice", JSONB, nullable=False),
)

CAMPAIGN_QUEUE = Table(
    "campaign_queue",
    METADATA,
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Column("queue", Text, primary_key=True),
    Column("share", Double, nullable=False),
    Index("campaign_queue_queue", "queue"),
)

BRIEF_KEY = Table(
    "brief_key",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Index("brief_key_campaign", "campaign_id"),
)

# One chain per clock that was started: the announcement's, and one per material change. `next_due_at` is null
# when nothing is waited for any more, `suspected_due_at` the deadline that was seen to have passed once.
CHAIN = Table(
    "chain",
    METADATA,
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Column("campaign_version", Integer, primary_key=True),
    Column("department", Text, nullable=False),
    Column("shortfall_days", Integer, nullable=False),
    _at("announced_at"),
    Column("announced_event_id", Uuid, nullable=False),
    _at("delivered_due_at"),
    _at("delivered_at", nullable=True),
    Column("delivered_event_id", Uuid),
    _at("acknowledged_due_at"),
    _at("acknowledged_at", nullable=True),
    Column("acknowledged_event_id", Uuid),
    _at("translated_due_at"),
    _at("translated_at", nullable=True),
    Column("translated_event_id", Uuid),
    Column("closed", Boolean, nullable=False),
    _at("next_due_at", nullable=True),
    _at("suspected_due_at", nullable=True),
    Column("failed_link", Text),
    Column("attributed_to", Text),
    _at("breached_at", nullable=True),
    Column("breach_event_id", Uuid),
    Index("chain_due", "next_due_at", postgresql_where=text("next_due_at IS NOT NULL")),
)

WAIVER = Table(
    "waiver",
    METADATA,
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Column("campaign_version", Integer, primary_key=True),
    _at("waived_at"),
    Column("waived_by", Text, nullable=False),
    Column("department", Text),
    Column("reason", Text, nullable=False),
)

AGREEMENT = Table(
    "agreement",
    METADATA,
    Column("department", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    _at("made_at"),
    Column("made_by", Text, nullable=False),
    Column("agreement", JSONB, nullable=False),
)

# What every service said about a campaign. `thing_id` is the surge or insight that later events refer to.
TIMELINE = Table(
    "timeline",
    METADATA,
    Column("campaign_id", Uuid, ForeignKey("campaign.campaign_id"), primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    _at("at"),
    Column("type", Text, nullable=False),
    Column("thing_id", Uuid),
    Column("summary", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Index("timeline_order", "campaign_id", "at", "event_id"),
    Index("timeline_thing", "thing_id", postgresql_where=text("thing_id IS NOT NULL")),
)
