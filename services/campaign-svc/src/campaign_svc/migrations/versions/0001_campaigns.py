"""Campaigns, their versions and queues, the chain, agreements, waivers, briefs by key and the timeline."""

from alembic import op

revision = "campaign_0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE agreement (
    department text NOT NULL,
    version integer NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    agreement jsonb NOT NULL,
    PRIMARY KEY (department, version)
);

CREATE TABLE campaign (
    campaign_id uuid NOT NULL,
    version integer NOT NULL,
    department text NOT NULL,
    external_system text,
    external_id text,
    search_text text NOT NULL,
    terms jsonb NOT NULL,
    notice jsonb NOT NULL,
    announced_at timestamptz NOT NULL,
    clock_started_at timestamptz NOT NULL,
    contacts_at_clock_start integer NOT NULL,
    launch_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    launched_at timestamptz,
    cancelled_at timestamptz,
    cancellation_reason text,
    PRIMARY KEY (campaign_id)
);
CREATE UNIQUE INDEX campaign_external_ref ON campaign (external_system, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX campaign_launch ON campaign (launch_at, campaign_id);
CREATE INDEX campaign_to_launch ON campaign (launch_at)
    WHERE launched_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE brief_key (
    kind text NOT NULL,
    key text NOT NULL,
    campaign_id uuid NOT NULL,
    PRIMARY KEY (kind, key, campaign_id),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);
CREATE INDEX brief_key_campaign ON brief_key (campaign_id);

CREATE TABLE campaign_queue (
    campaign_id uuid NOT NULL,
    queue text NOT NULL,
    share double precision NOT NULL,
    PRIMARY KEY (campaign_id, queue),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);
CREATE INDEX campaign_queue_queue ON campaign_queue (queue);

CREATE TABLE campaign_version (
    campaign_id uuid NOT NULL,
    version integer NOT NULL,
    told_at timestamptz NOT NULL,
    told_by text NOT NULL,
    event_id uuid NOT NULL,
    material_changes text[] NOT NULL,
    reason text,
    terms jsonb NOT NULL,
    notice jsonb NOT NULL,
    PRIMARY KEY (campaign_id, version),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);

CREATE TABLE chain (
    campaign_id uuid NOT NULL,
    campaign_version integer NOT NULL,
    department text NOT NULL,
    shortfall_days integer NOT NULL,
    announced_at timestamptz NOT NULL,
    announced_event_id uuid NOT NULL,
    delivered_due_at timestamptz NOT NULL,
    delivered_at timestamptz,
    delivered_event_id uuid,
    acknowledged_due_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_event_id uuid,
    translated_due_at timestamptz NOT NULL,
    translated_at timestamptz,
    translated_event_id uuid,
    closed boolean NOT NULL,
    next_due_at timestamptz,
    suspected_due_at timestamptz,
    failed_link text,
    attributed_to text,
    breached_at timestamptz,
    breach_event_id uuid,
    PRIMARY KEY (campaign_id, campaign_version),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);
CREATE INDEX chain_due ON chain (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE timeline (
    campaign_id uuid NOT NULL,
    event_id uuid NOT NULL,
    at timestamptz NOT NULL,
    type text NOT NULL,
    thing_id uuid,
    summary text NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (campaign_id, event_id),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);
CREATE INDEX timeline_order ON timeline (campaign_id, at, event_id);
CREATE INDEX timeline_thing ON timeline (thing_id) WHERE thing_id IS NOT NULL;

CREATE TABLE waiver (
    campaign_id uuid NOT NULL,
    campaign_version integer NOT NULL,
    waived_at timestamptz NOT NULL,
    waived_by text NOT NULL,
    department text,
    reason text NOT NULL,
    PRIMARY KEY (campaign_id, campaign_version),
    FOREIGN KEY(campaign_id) REFERENCES campaign (campaign_id)
);
"""

DOWN = "DROP TABLE timeline, waiver, chain, campaign_version, campaign_queue, brief_key, agreement, campaign"


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute(DOWN)
