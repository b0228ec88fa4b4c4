"""Every version of every forecast, its scores, and today forecast again."""

from sqlalchemy import Column, Double, Integer, PrimaryKeyConstraint, Table, Text

from staffing_svc.store.tables.metadata import METADATA, MOMENT, NUMBERS, length_of

FORECASTS = Table(
    "forecast",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("knew_until", MOMENT, nullable=False),
    Column("method", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("mean", NUMBERS, nullable=False),
    Column("quantiles", NUMBERS, nullable=False),
    length_of("mean"),
    PrimaryKeyConstraint("queue", "version"),
)

FORECAST_SCORES = Table(
    "forecast_score",
    METADATA,
    Column("queue", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lead", Text, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("scored_at", MOMENT, nullable=False),
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
    Column("learnt_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("share", NUMBERS, nullable=False),
)

RESTS_OF_DAY = Table(
    "rest_of_day",
    METADATA,
    Column("queue", Text, primary_key=True),
    Column("made_at", MOMENT, nullable=False),
    Column("forecast_version", Integer, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("interval_s", Integer, nullable=False),
    Column("contacts", NUMBERS, nullable=False),
)
