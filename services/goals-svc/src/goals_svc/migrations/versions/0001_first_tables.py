"""The first tables of goals-svc; `store/tables.py` says what they are, and a test that both agree."""

from alembic import op

revision = "goals_0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE TABLE announced_campaign (
    campaign_id UUID NOT NULL,
    department TEXT,
    announced_at TIMESTAMP WITH TIME ZONE,
    delivered_at TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    translated_at TIMESTAMP WITH TIME ZONE,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    launched_at TIMESTAMP WITH TIME ZONE,
    expected_contacts BIGINT,
    on_time BOOLEAN,
    is_emergency BOOLEAN,
    given_days INTEGER,
    PRIMARY KEY (campaign_id)
);

CREATE INDEX announced_campaign_announced ON announced_campaign (announced_at);

CREATE INDEX announced_campaign_launched ON announced_campaign (launched_at);

CREATE TABLE breach (
    campaign_id UUID NOT NULL,
    version INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    attributed_to TEXT NOT NULL,
    shortfall_days INTEGER NOT NULL,
    breached_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign_id, version, verdict)
);

CREATE TABLE customer_order (
    order_id TEXT NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revenue_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    campaign_code TEXT,
    department TEXT,
    PRIMARY KEY (order_id)
);

CREATE INDEX customer_order_placed ON customer_order (placed_at);

CREATE TABLE goal (
    goal_id UUID NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    accountable_departments JSONB NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    currency TEXT NOT NULL,
    start_minor BIGINT NOT NULL,
    target_minor BIGINT NOT NULL,
    guard_rail JSONB NOT NULL,
    breached_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (goal_id)
);

CREATE TABLE insight (
    insight_id UUID NOT NULL,
    owner_department TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    acknowledge_due_at TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (insight_id)
);

CREATE TABLE loss (
    entry_id UUID NOT NULL,
    corrects_entry_id UUID,
    window_start_at TIMESTAMP WITH TIME ZONE NOT NULL,
    currency TEXT NOT NULL,
    low_minor BIGINT NOT NULL,
    likely_minor BIGINT NOT NULL,
    high_minor BIGINT NOT NULL,
    by_cause JSONB NOT NULL,
    PRIMARY KEY (entry_id)
);

CREATE INDEX loss_window ON loss (window_start_at);

CREATE TABLE scorecard (
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    version INTEGER NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    body JSONB NOT NULL,
    PRIMARY KEY (period_start, period_end, version)
);

CREATE TABLE service_interval (
    queue TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered INTEGER NOT NULL,
    answered_within INTEGER NOT NULL,
    within_s DOUBLE PRECISION NOT NULL,
    abandoned INTEGER NOT NULL,
    PRIMARY KEY (queue, started_at)
);

CREATE INDEX service_interval_time ON service_interval (started_at);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
