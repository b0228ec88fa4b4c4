"""What became of forecasts, campaigns and days: `store/tables` says what the tables are."""

from alembic import op

revision = "staffing_0002"
down_revision = "staffing_0001"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE forecast_score (
    queue TEXT NOT NULL,
    version INTEGER NOT NULL,
    lead TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    scored_at TIMESTAMP WITH TIME ZONE NOT NULL,
    intervals INTEGER NOT NULL,
    wape DOUBLE PRECISION,
    bias DOUBLE PRECISION,
    mase DOUBLE PRECISION,
    coverage_80 DOUBLE PRECISION NOT NULL,
    coverage_95 DOUBLE PRECISION NOT NULL,
    pinball DOUBLE PRECISION NOT NULL,
    poisson_floor DOUBLE PRECISION,
    PRIMARY KEY (queue, version, lead)
);

CREATE TABLE carryover (
    queue TEXT NOT NULL,
    learnt_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    share DOUBLE PRECISION[] NOT NULL,
    PRIMARY KEY (queue)
);

CREATE TABLE rest_of_day (
    queue TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    forecast_version INTEGER NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    contacts DOUBLE PRECISION[] NOT NULL,
    PRIMARY KEY (queue)
);

CREATE TABLE memo (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    html TEXT NOT NULL,
    recipients TEXT[] NOT NULL,
    entries UUID[] NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign_id, version)
);

CREATE TABLE campaign_result (
    campaign_id UUID NOT NULL,
    queue TEXT NOT NULL,
    campaign_class TEXT NOT NULL,
    channel TEXT NOT NULL,
    reached DOUBLE PRECISION NOT NULL,
    told_contacts DOUBLE PRECISION NOT NULL,
    predicted_low DOUBLE PRECISION NOT NULL,
    predicted DOUBLE PRECISION NOT NULL,
    predicted_high DOUBLE PRECISION NOT NULL,
    measured_low DOUBLE PRECISION NOT NULL,
    measured DOUBLE PRECISION NOT NULL,
    measured_high DOUBLE PRECISION NOT NULL,
    fitted DOUBLE PRECISION NOT NULL,
    fitted_sd DOUBLE PRECISION NOT NULL,
    measured_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign_id, queue)
);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
