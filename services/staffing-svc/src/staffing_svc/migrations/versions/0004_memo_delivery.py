"""Memos as they are sent and delivered, and the contacts that never reached a queue: see `store/tables`."""

from alembic import op

revision = "staffing_0004"
down_revision = "staffing_0003"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE interval
    ADD COLUMN short_abandoned INTEGER,
    ADD COLUMN blocked INTEGER,
    ADD COLUMN deflected_unresolved INTEGER;

ALTER TABLE interval_revision
    ADD COLUMN short_abandoned INTEGER,
    ADD COLUMN blocked INTEGER,
    ADD COLUMN deflected_unresolved INTEGER;

ALTER TABLE memo ADD COLUMN pdf BYTEA;

CREATE TABLE memo_recipient (
    department TEXT NOT NULL,
    version INTEGER NOT NULL,
    addresses TEXT[] NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (department)
);

CREATE TABLE memo_delivery (
    delivery_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    memo_version INTEGER NOT NULL,
    department TEXT NOT NULL,
    address TEXT,
    approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    last_error TEXT,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (delivery_id)
);

CREATE INDEX memo_delivery_of_campaign ON memo_delivery (campaign_id, memo_version);

CREATE INDEX memo_delivery_due ON memo_delivery (due_at) WHERE due_at IS NOT NULL;
"""

DOWN = """
DROP TABLE memo_delivery;

DROP TABLE memo_recipient;

ALTER TABLE memo DROP COLUMN pdf;

ALTER TABLE interval_revision
    DROP COLUMN short_abandoned,
    DROP COLUMN blocked,
    DROP COLUMN deflected_unresolved;

ALTER TABLE interval
    DROP COLUMN short_abandoned,
    DROP COLUMN blocked,
    DROP COLUMN deflected_unresolved;
"""


def upgrade() -> None:
    _run(UP)


def downgrade() -> None:
    _run(DOWN)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
