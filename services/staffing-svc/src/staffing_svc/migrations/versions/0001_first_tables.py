"""The first tables of staffing-svc; `store/tables` says what they are, and a test that both agree."""

from alembic import op

revision = "staffing_0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE announced_campaign (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    terms JSONB NOT NULL,
    notice JSONB NOT NULL,
    launch_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    launched_at TIMESTAMP WITH TIME ZONE,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    acknowledged_version INTEGER,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by TEXT,
    PRIMARY KEY (campaign_id)
);

CREATE TABLE business_event (
    business_event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE,
    queues TEXT[] NOT NULL,
    size BIGINT,
    PRIMARY KEY (business_event_id)
);

CREATE TABLE campaign_layer (
    campaign_id UUID NOT NULL,
    queue TEXT NOT NULL,
    version INTEGER NOT NULL,
    campaign_version INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    mean DOUBLE PRECISION[] NOT NULL,
    low DOUBLE PRECISION[] NOT NULL,
    high DOUBLE PRECISION[] NOT NULL,
    handle_time_uplift_share DOUBLE PRECISION NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (campaign_id, queue, version)
);

CREATE INDEX campaign_layer_live ON campaign_layer (queue) WHERE withdrawn_at IS NULL;

CREATE TABLE contact_mark (
    contact_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    dialed_number TEXT,
    code TEXT,
    reason_code TEXT,
    segment TEXT,
    caller_hash TEXT,
    PRIMARY KEY (contact_id)
);

CREATE INDEX contact_mark_of_queue ON contact_mark (queue, started_at);

CREATE TABLE detector (
    queue TEXT NOT NULL,
    version INTEGER NOT NULL,
    calibrated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    detector JSONB NOT NULL,
    PRIMARY KEY (queue, version)
);

CREATE TABLE detector_checkpoint (
    queue TEXT NOT NULL,
    before_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state JSONB NOT NULL,
    PRIMARY KEY (queue, before_at)
);

CREATE TABLE forecast (
    queue TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    knew_until TIMESTAMP WITH TIME ZONE NOT NULL,
    method TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    mean DOUBLE PRECISION[] NOT NULL,
    quantiles DOUBLE PRECISION[] NOT NULL,
    PRIMARY KEY (queue, version)
);

CREATE TABLE interval (
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    offered INTEGER NOT NULL,
    answered INTEGER,
    answered_within INTEGER,
    within_s DOUBLE PRECISION,
    abandoned INTEGER,
    handle_time_s DOUBLE PRECISION,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (queue, started_at)
);

CREATE TABLE interval_revision (
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision INTEGER NOT NULL,
    interval_s INTEGER NOT NULL,
    offered INTEGER NOT NULL,
    answered INTEGER,
    answered_within INTEGER,
    within_s DOUBLE PRECISION,
    abandoned INTEGER,
    handle_time_s DOUBLE PRECISION,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (queue, started_at, revision)
);

CREATE TABLE loss (
    entry_id UUID NOT NULL,
    corrects_entry_id UUID,
    surge_id UUID NOT NULL,
    queue TEXT NOT NULL,
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    window_start_at TIMESTAMP WITH TIME ZONE NOT NULL,
    window_end_at TIMESTAMP WITH TIME ZONE NOT NULL,
    entry JSONB NOT NULL,
    PRIMARY KEY (entry_id)
);

CREATE INDEX loss_booked ON loss (booked_at, entry_id);

CREATE INDEX loss_of_surge ON loss (surge_id);

CREATE TABLE plan (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    campaign_version INTEGER NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    gap_agent_hours DOUBLE PRECISION NOT NULL,
    covered_share DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (campaign_id, version)
);

CREATE TABLE queue (
    queue TEXT NOT NULL,
    version INTEGER NOT NULL,
    settings JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    refresh_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (queue)
);

CREATE TABLE refused_interval (
    refused_id BIGSERIAL NOT NULL,
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    refused_at TIMESTAMP WITH TIME ZONE NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    report JSONB NOT NULL,
    PRIMARY KEY (refused_id)
);

CREATE TABLE scheduled_agents (
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    agents DOUBLE PRECISION NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (queue, started_at)
);

CREATE TABLE surge (
    surge_id UUID NOT NULL,
    queue TEXT NOT NULL,
    interval_s INTEGER NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    detected_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    expected_contacts DOUBLE PRECISION NOT NULL,
    observed_contacts INTEGER NOT NULL,
    uplift_low DOUBLE PRECISION NOT NULL,
    uplift_likely DOUBLE PRECISION NOT NULL,
    uplift_high DOUBLE PRECISION NOT NULL,
    false_alarms_per_week DOUBLE PRECISION NOT NULL,
    causes JSONB NOT NULL,
    forecast_version INTEGER NOT NULL,
    detector_version INTEGER NOT NULL,
    PRIMARY KEY (surge_id)
);

CREATE INDEX surge_of_queue ON surge (queue, since);

CREATE UNIQUE INDEX surge_open ON surge (queue) WHERE ended_at IS NULL;

CREATE TABLE plan_queue (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    queue TEXT NOT NULL,
    forecast_version INTEGER,
    layer_version INTEGER NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    baseline DOUBLE PRECISION[] NOT NULL,
    campaign DOUBLE PRECISION[] NOT NULL,
    required_erlang_a DOUBLE PRECISION[] NOT NULL,
    required_erlang_c DOUBLE PRECISION[] NOT NULL,
    scheduled DOUBLE PRECISION[] NOT NULL,
    notes TEXT[] NOT NULL,
    PRIMARY KEY (campaign_id, version, queue),
    FOREIGN KEY(campaign_id, version) REFERENCES plan (campaign_id, version)
);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
