"""The tables of staffing-svc: history, staff, campaigns heard of, forecasts, plans, surges and the ledger."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

_MOMENT = DateTime(timezone=True)
_NUMBERS = ARRAY(Double)

QUEUES = Table(
    "queue",
    METADATA,
    Column("queue", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("settings", JSONB, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
    Column("refresh_due_at", _MOMENT, nullable=False),
)

INTERVALS = Table(
    "interval",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("answered", Integer),
    Column("answered_within", Integer),
    Column("within_s", Double),
    Column("abandoned", Integer),
    Column("handle_time_s", Double),
    Column("reported_at", _MOMENT, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    PrimaryKeyConstraint("queue", "started_at"),
)

INTERVAL_REVISIONS = Table(
    "interval_revision",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("answered", Integer),
    Column("answered_within", Integer),
    Column("within_s", Double),
    Column("abandoned", Integer),
    Column("handle_time_s", Double),
    Column("reported_at", _MOMENT, nullable=False),
    PrimaryKeyConstraint("queue", "started_at", "revision"),
)

SCHEDULED_AGENTS = Table(
    "scheduled_agents",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("agents", Double, nullable=False),
    Column("loaded_at", _MOMENT, nullable=False),
    PrimaryKeyConstraint("queue", "started_at"),
)

ANNOUNCED_CAMPAIGNS = Table(
    "announced_campaign",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("notice", JSONB, nullable=False),
    Column("launch_at", _MOMENT, nullable=False),
    Column("ends_at", _MOMENT, nullable=False),
    Column("received_at", _MOMENT, nullable=False),
    Column("launched_at", _MOMENT),
    Column("cancelled_at", _MOMENT),
    Column("acknowledged_version", Integer),
    Column("acknowledged_at", _MOMENT),
    Column("acknowledged_by", Text),
)

FORECASTS = Table(
    "forecast",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", _MOMENT, nullable=False),
    Column("knew_until", _MOMENT, nullable=False),
    Column("method", Text, nullable=False),
    Column("starts_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("mean", _NUMBERS, nullable=False),
    Column("quantiles", _NUMBERS, nullable=False),
    PrimaryKeyConstraint("queue", "version"),
)

CAMPAIGN_LAYERS = Table(
    "campaign_layer",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("campaign_version", Integer, nullable=False),
    Column("made_at", _MOMENT, nullable=False),
    Column("withdrawn_at", _MOMENT),
    Column("starts_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("mean", _NUMBERS, nullable=False),
    Column("low", _NUMBERS, nullable=False),
    Column("high", _NUMBERS, nullable=False),
    Column("handle_time_uplift_share", Double, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("campaign_id", "queue", "version"),
)
Index(
    "campaign_layer_live", CAMPAIGN_LAYERS.c.queue, postgresql_where=CAMPAIGN_LAYERS.c.withdrawn_at.is_(None)
)

FORECAST_SCORES = Table(
    "forecast_score",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lead", Text, nullable=False),
    Column("made_at", _MOMENT, nullable=False),
    Column("scored_at", _MOMENT, nullable=False),
    Column("intervals", Integer, nullable=False),
    Column("wape", Double),
    Column("bias", Double),
    Column("mase", Double),
    Column("coverage_80", Double, nullable=False),
    Column("coverage_95", Double, nullable=False),
    Column("pinball", Double, nullable=False),
    Column("poisson_floor", Double),
    PrimaryKeyConstraint("queue", "version", "lead"),
)

CARRYOVERS = Table(
    "carryover",
    METADATA,
    Column("queue", Text, primary_key=True),
    Column("learnt_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("share", _NUMBERS, nullable=False),
)

RESTS_OF_DAY = Table(
    "rest_of_day",
    METADATA,
    Column("queue", Text, primary_key=True),
    Column("made_at", _MOMENT, nullable=False),
    Column("forecast_version", Integer, nullable=False),
    Column("starts_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("contacts", _NUMBERS, nullable=False),
)

PLANS = Table(
    "plan",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("campaign_version", Integer, nullable=False),
    Column("raised_at", _MOMENT, nullable=False),
    Column("withdrawn_at", _MOMENT),
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
    Column("starts_at", _MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("baseline", _NUMBERS, nullable=False),
    Column("campaign", _NUMBERS, nullable=False),
    Column("required_erlang_a", _NUMBERS, nullable=False),
    Column("required_erlang_c", _NUMBERS, nullable=False),
    Column("scheduled", _NUMBERS, nullable=False),
    Column("notes", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("campaign_id", "version", "queue"),
    ForeignKeyConstraint(["campaign_id", "version"], ["plan.campaign_id", "plan.version"]),
)

CAMPAIGN_RESULTS = Table(
    "campaign_result",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("campaign_class", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reached", Double, nullable=False),
    Column("told_contacts", Double, nullable=False),
    Column("predicted_low", Double, nullable=False),
    Column("predicted", Double, nullable=False),
    Column("predicted_high", Double, nullable=False),
    Column("measured_low", Double, nullable=False),
    Column("measured", Double, nullable=False),
    Column("measured_high", Double, nullable=False),
    Column("fitted", Double, nullable=False),
    Column("fitted_sd", Double, nullable=False),
    Column("measured_at", _MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "queue"),
)

DETECTORS = Table(
    "detector",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("calibrated_at", _MOMENT, nullable=False),
    Column("detector", JSONB, nullable=False),
    PrimaryKeyConstraint("queue", "version"),
)

DETECTOR_CHECKPOINTS = Table(
    "detector_checkpoint",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("before_at", _MOMENT, nullable=False),
    Column("state", JSONB, nullable=False),
    PrimaryKeyConstraint("queue", "before_at"),
)

SURGES = Table(
    "surge",
    METADATA,
    Column("surge_id", Uuid, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("since", _MOMENT, nullable=False),
    Column("detected_at", _MOMENT, nullable=False),
    Column("ended_at", _MOMENT),
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
    Column("started_at", _MOMENT, nullable=False),
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
    Column("happened_at", _MOMENT, nullable=False),
    Column("ends_at", _MOMENT),
    Column("queues", ARRAY(Text), nullable=False),
    Column("size", BigInteger),
)

LOSSES = Table(
    "loss",
    METADATA,
    Column("entry_id", Uuid, primary_key=True),
    Column("corrects_entry_id", Uuid),
    Column("surge_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("booked_at", _MOMENT, nullable=False),
    Column("window_start_at", _MOMENT, nullable=False),
    Column("window_end_at", _MOMENT, nullable=False),
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
    Column("recipients", ARRAY(Text), nullable=False),
    Column("entries", ARRAY(Uuid), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", _MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "version"),
)

REFUSED_INTERVALS = Table(
    "refused_interval",
    METADATA,
    Column("refused_id", BigInteger, primary_key=True, autoincrement=True),
    Column("queue", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("refused_at", _MOMENT, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("report", JSONB, nullable=False),
)
