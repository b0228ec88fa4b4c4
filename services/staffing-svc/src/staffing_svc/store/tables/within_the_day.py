"""What moves people within a published day, and the states that agents were really in."""

from sqlalchemy import (
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)

from staffing_svc.store.tables.metadata import METADATA, MOMENT

# On top of SCHEDULED_AGENTS, so that each can be undone by itself whatever is loaded meanwhile.
STAFF_CHANGES = Table(
    "staff_change",
    METADATA,
    Column("cause_id", Uuid, nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("agents", Double, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("undone_at", MOMENT),
    PrimaryKeyConstraint("cause_id", "place"),
)
Index(
    "staff_change_standing",
    STAFF_CHANGES.c.queue,
    STAFF_CHANGES.c.starts_at,
    postgresql_where=STAFF_CHANGES.c.undone_at.is_(None),
)

OFFERS = Table(
    "offer",
    METADATA,
    Column("offer_id", Uuid, primary_key=True),
    Column("schedule_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("places", Integer, nullable=False),
    Column("shortest_s", Integer, nullable=False),
    Column("answer_by", MOMENT, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("closed_at", MOMENT),
    ForeignKeyConstraint(["schedule_id"], ["schedule.schedule_id"]),
    Index("offer_schedule_day", "schedule_id", "day"),
)

OFFER_ANSWERS = Table(
    "offer_answer",
    METADATA,
    Column("answer_id", Uuid, primary_key=True),
    Column("offer_id", Uuid, nullable=False),
    Column("person", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_at", MOMENT, nullable=False),
    Column("answered_by", Text, nullable=False),
    ForeignKeyConstraint(["offer_id"], ["offer.offer_id"]),
    Index("offer_answer_person", "offer_id", "person", unique=True),
)

TRAINING_SESSIONS = Table(
    "training_session",
    METADATA,
    Column("session_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("people", Integer, nullable=False),
    Column("placed_at", MOMENT, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("cancelled_at", MOMENT),
    Column("cancelled_by", Text),
    Index("training_session_campaign", "campaign_id"),
    Index("training_session_starts_at", "starts_at", "session_id"),
)

# A state holds until the agent's next one; the newest revision of a moment is the one that counts.
AGENT_STATES = Table(
    "agent_state",
    METADATA,
    Column("agent_id", Text, nullable=False),
    Column("entered_at", MOMENT, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("state", Text, nullable=False),
    Column("reported_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("agent_id", "entered_at", "revision"),
)
