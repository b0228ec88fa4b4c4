"""The first tables of insight-svc, and the three departments that every company begins with."""

from alembic import op

revision = "insight_0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE announced_campaign (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    launch_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    numbers TEXT[] NOT NULL,
    codes TEXT[] NOT NULL,
    brief JSONB NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (campaign_id)
);

CREATE INDEX announced_campaign_codes ON announced_campaign USING gin (codes);

CREATE INDEX announced_campaign_numbers ON announced_campaign USING gin (numbers);

CREATE TABLE contact (
    contact_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    channel TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    wait_s DOUBLE PRECISION NOT NULL,
    handle_s DOUBLE PRECISION,
    caller TEXT,
    dialed_number TEXT,
    code TEXT,
    campaign_code TEXT,
    reason_code TEXT,
    note TEXT,
    product TEXT,
    segment TEXT,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    examined BOOLEAN NOT NULL,
    campaign_id UUID,
    reason TEXT,
    confidence DOUBLE PRECISION,
    model_version INTEGER,
    PRIMARY KEY (contact_id)
);

CREATE INDEX contact_campaign ON contact (campaign_id, started_at) WHERE campaign_id IS NOT NULL;

CREATE INDEX contact_campaign_code ON contact (campaign_code) WHERE campaign_code IS NOT NULL;

CREATE INDEX contact_code ON contact (code) WHERE code IS NOT NULL;

CREATE INDEX contact_labelled ON contact (reason_code, started_at) WHERE reason_code IS NOT NULL AND note IS NOT NULL;

CREATE INDEX contact_number ON contact (dialed_number) WHERE dialed_number IS NOT NULL;

CREATE INDEX contact_time ON contact (started_at);

CREATE INDEX contact_unexamined ON contact (received_at) WHERE NOT examined;

CREATE TABLE department (
    department TEXT NOT NULL,
    version INTEGER NOT NULL,
    runs_campaigns BOOLEAN NOT NULL,
    timezone TEXT NOT NULL,
    weekdays INTEGER[] NOT NULL,
    opens_minute INTEGER NOT NULL,
    closes_minute INTEGER NOT NULL,
    acknowledge_within_hours DOUBLE PRECISION NOT NULL,
    act_within_hours DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (department)
);

CREATE TABLE insight (
    insight_id UUID NOT NULL,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL,
    owner_department TEXT NOT NULL,
    insight_type TEXT NOT NULL,
    subject TEXT NOT NULL,
    campaign_id UUID,
    first_published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    acknowledge_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    act_due_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by TEXT,
    acted_at TIMESTAMP WITH TIME ZONE,
    acted_by TEXT,
    action TEXT,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by TEXT,
    outcome TEXT,
    explanation TEXT,
    finding JSONB NOT NULL,
    PRIMARY KEY (insight_id)
);

CREATE INDEX insight_campaign ON insight (campaign_id) WHERE campaign_id IS NOT NULL;

CREATE INDEX insight_due ON insight (due_at) WHERE due_at IS NOT NULL;

CREATE UNIQUE INDEX insight_open_subject ON insight (subject) WHERE status <> 'closed';

CREATE INDEX insight_order ON insight (first_published_at, insight_id);

CREATE INDEX insight_subject ON insight (subject, first_published_at);

CREATE TABLE insight_step (
    insight_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    version INTEGER NOT NULL,
    step TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by TEXT NOT NULL,
    department TEXT NOT NULL,
    note TEXT,
    event_id UUID NOT NULL,
    finding JSONB NOT NULL,
    PRIMARY KEY (insight_id, revision)
);

CREATE TABLE reason (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    owner_department TEXT NOT NULL,
    demand_type TEXT NOT NULL,
    failure_kind TEXT,
    topics TEXT[] NOT NULL,
    effective_from DATE NOT NULL,
    effective_to DATE,
    decided_by TEXT NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (code, version)
);

CREATE TABLE reason_model (
    version INTEGER NOT NULL,
    trained_at TIMESTAMP WITH TIME ZONE NOT NULL,
    labelled_notes INTEGER NOT NULL,
    reason_versions JSONB NOT NULL,
    model JSONB NOT NULL,
    PRIMARY KEY (version)
);

CREATE TABLE redaction_key (
    purpose TEXT NOT NULL,
    key BYTEA NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (purpose)
);

CREATE TABLE surge (
    surge_id UUID NOT NULL,
    queue TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    expected_contacts DOUBLE PRECISION NOT NULL,
    observed_contacts INTEGER NOT NULL,
    false_alarms_stated TEXT NOT NULL,
    causes JSONB NOT NULL,
    PRIMARY KEY (surge_id)
);

CREATE TABLE topic_look (
    campaign_id UUID NOT NULL,
    topic TEXT NOT NULL,
    looks INTEGER NOT NULL,
    callers INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, topic)
);

INSERT INTO department VALUES
    ('contact_center', 1, false, 'UTC', '{1,2,3,4,5}', 540, 1020, 8, 40),
    ('marketing', 1, true, 'UTC', '{1,2,3,4,5}', 540, 1020, 8, 40),
    ('sales', 1, false, 'UTC', '{1,2,3,4,5}', 540, 1020, 8, 40);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
