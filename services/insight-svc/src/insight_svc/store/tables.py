"""The tables of insight-svc; the migrations create exactly these."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
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


# `note` is redacted, `caller` a keyed token; `reason` is what was said or what the note tells surely enough.
CONTACT = Table(
    "contact",
    METADATA,
    Column("contact_id", Text, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("channel", Text, nullable=False),
    _at("started_at"),
    Column("outcome", Text, nullable=False),
    Column("wait_s", Double, nullable=False),
    Column("handle_s", Double),
    Column("caller", Text),
    Column("dialed_number", Text),
    Column("code", Text),
    Column("campaign_code", Text),
    Column("reason_code", Text),
    Column("note", Text),
    Column("product", Text),
    Column("segment", Text),
    _at("received_at"),
    Column("examined", Boolean, nullable=False),
    Column("campaign_id", Uuid),
    Column("reason", Text),
    Column("confidence", Double),
    Column("model_version", Integer),
    Index("contact_unexamined", "received_at", postgresql_where=text("NOT examined")),
    Index("contact_time", "started_at"),
    Index("contact_campaign", "campaign_id", "started_at", postgresql_where=text("campaign_id IS NOT NULL")),
    Index("contact_number", "dialed_number", postgresql_where=text("dialed_number IS NOT NULL")),
    Index("contact_code", "code", postgresql_where=text("code IS NOT NULL")),
    Index("contact_campaign_code", "campaign_code", postgresql_where=text("campaign_code IS NOT NULL")),
    Index(
        "contact_labelled",
        "reason_code",
        "started_at",
        postgresql_where=text("reason_code IS NOT NULL AND note IS NOT NULL"),
    ),
)

# Without this key nobody can find out which number a token stands for; it never leaves the database.
REDACTION_KEY = Table(
    "redaction_key",
    METADATA,
    Column("purpose", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    _at("made_at"),
)

# Every version for ever: a number of last year opens with last year's decision.
REASON = Table(
    "reason",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("owner_department", Text, nullable=False),
    Column("demand_type", Text, nullable=False),
    Column("failure_kind", Text),
    Column("topics", ARRAY(Text), nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),
    Column("decided_by", Text, nullable=False),
    _at("decided_at"),
)

REASON_MODEL = Table(
    "reason_model",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _at("trained_at"),
    Column("labelled_notes", Integer, nullable=False),
    Column("reason_versions", JSONB, nullable=False),
    Column("model", JSONB, nullable=False),
)

ANNOUNCED_CAMPAIGN = Table(
    "announced_campaign",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    _at("launch_at"),
    _at("ends_at"),
    Column("numbers", ARRAY(Text), nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("brief", JSONB, nullable=False),
    _at("cancelled_at", nullable=True),
    Index("announced_campaign_numbers", "numbers", postgresql_using="gin"),
    Index("announced_campaign_codes", "codes", postgresql_using="gin"),
)

SURGE = Table(
    "surge",
    METADATA,
    Column("surge_id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    _at("since"),
    _at("told_at"),
    _at("ended_at", nullable=True),
    Column("expected_contacts", Double, nullable=False),
    Column("observed_contacts", Integer, nullable=False),
    Column("false_alarms_stated", Text, nullable=False),
    Column("causes", JSONB, nullable=False),
)

# How often a topic of a campaign was tested, and at how many callers: each look spends of the false alarms.
TOPIC_LOOK = Table(
    "topic_look",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("callers", Integer, nullable=False),
)

DEPARTMENT = Table(
    "department",
    METADATA,
    Column("department", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("runs_campaigns", Boolean, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("weekdays", ARRAY(Integer), nullable=False),
    Column("opens_minute", Integer, nullable=False),
    Column("closes_minute", Integer, nullable=False),
    Column("acknowledge_within_hours", Double, nullable=False),
    Column("act_within_hours", Double, nullable=False),
)

# `due_at` is null when the owner owes nothing; of one subject at most one insight is open.
INSIGHT = Table(
    "insight",
    METADATA,
    Column("insight_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("owner_department", Text, nullable=False),
    Column("insight_type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("campaign_id", Uuid),
    Column("first_published_at", DateTime(timezone=True), nullable=False),
    _at("published_at"),
    _at("acknowledge_due_at"),
    _at("act_due_at", nullable=True),
    _at("due_at", nullable=True),
    _at("acknowledged_at", nullable=True),
    Column("acknowledged_by", Text),
    _at("acted_at", nullable=True),
    Column("acted_by", Text),
    Column("action", Text),
    _at("closed_at", nullable=True),
    Column("closed_by", Text),
    Column("outcome", Text),
    Column("explanation", Text),
    Column("finding", JSONB, nullable=False),
    Index("insight_order", "first_published_at", "insight_id"),
    Index("insight_subject", "subject", "first_published_at"),
    Index("insight_open_subject", "subject", unique=True, postgresql_where=text("status <> 'closed'")),
    Index("insight_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    Index("insight_campaign", "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
)

# What became of an insight, step by step, with the event that told it and the finding as it was then.
INSIGHT_STEP = Table(
    "insight_step",
    METADATA,
    Column("insight_id", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("step", Text, nullable=False),
    _at("at"),
    Column("by", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("note", Text),
    Column("event_id", Uuid, nullable=False),
    Column("finding", JSONB, nullable=False),
)
