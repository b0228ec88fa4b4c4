"""Campaigns as the center heard of them, what they add to forecasts, and what they brought."""

from sqlalchemy import Column, Double, Index, Integer, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from staffing_svc.store.tables.metadata import METADATA, MOMENT, NUMBERS, length_of

ANNOUNCED_CAMPAIGNS = Table(
    "announced_campaign",
    METADATA,
    Column("campaign_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("notice", JSONB, nullable=False),
    Column("launch_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("launched_at", MOMENT),
    Column("cancelled_at", MOMENT),
    Column("acknowledged_version", Integer),
    Column("acknowledged_at", MOMENT),
    Column("acknowledged_by", Text),
)

CAMPAIGN_LAYERS = Table(
    "campaign_layer",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("campaign_version", Integer, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("starts_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("mean", NUMBERS, nullable=False),
    Column("low", NUMBERS, nullable=False),
    Column("high", NUMBERS, nullable=False),
    Column("handle_time_uplift_share", Double, nullable=False),
    Column("source", Text, nullable=False),
    length_of("mean"),
    PrimaryKeyConstraint("campaign_id", "queue", "version"),
)
Index(
    "campaign_layer_live", CAMPAIGN_LAYERS.c.queue, postgresql_where=CAMPAIGN_LAYERS.c.withdrawn_at.is_(None)
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
    Column("measured_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "queue"),
)

CAMPAIGN_CHANNEL_RESULTS = Table(
    "campaign_channel_result",
    METADATA,
    Column("campaign_id", Uuid, nullable=False),
    Column("queue", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("campaign_class", Text, nullable=False),
    Column("reached", Double, nullable=False),
    Column("predicted", Double, nullable=False),
    Column("contacts", Double, nullable=False),
    Column("contacts_sd", Double, nullable=False),
    Column("pace_log", Double),
    Column("pace_log_sd", Double),
    Column("measured_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("campaign_id", "queue", "channel"),
)
Index(
    "campaign_channel_result_channel",
    CAMPAIGN_CHANNEL_RESULTS.c.channel,
    CAMPAIGN_CHANNEL_RESULTS.c.measured_at,
)
