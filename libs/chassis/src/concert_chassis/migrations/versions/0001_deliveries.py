"""The tables of deliveries: outbox, inbox, sequences, parking, timers and repeated requests."""

from alembic import op

revision = "chassis_0001"
down_revision = None
branch_labels = None
depends_on = None

UP = """
CREATE SEQUENCE outbox_id;
CREATE TABLE outbox (
    id bigint NOT NULL DEFAULT nextval('outbox_id'),
    recorded_at timestamptz NOT NULL,
    slot smallint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    headers text NOT NULL,
    value bytea NOT NULL,
    published_at timestamptz
) PARTITION BY RANGE (recorded_at);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;

CREATE TABLE aggregate_sequence (
    topic text NOT NULL,
    key text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (topic, key)
) WITH (fillfactor = 70);

CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    handled_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (event_id);
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;

CREATE TABLE parked_key (
    topic text NOT NULL,
    key text NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz,
    error text NOT NULL,
    parked_at timestamptz NOT NULL,
    PRIMARY KEY (topic, key)
);
CREATE TABLE parked_event (
    id bigserial PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    record_at timestamptz NOT NULL,
    event_id uuid,
    event_type text,
    record_key bytea,
    headers text NOT NULL,
    value bytea,
    edited boolean NOT NULL DEFAULT false,
    parked_at timestamptz NOT NULL,
    CONSTRAINT parked_event_record UNIQUE (topic, partition, "offset")
);
CREATE INDEX parked_event_key ON parked_event (topic, key, id);
CREATE TABLE parking_audit (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    parked_event_id bigint,
    event_id uuid,
    before bytea,
    after bytea,
    note text NOT NULL
);
CREATE INDEX parking_audit_key ON parking_audit (topic, key, id);

CREATE TABLE timer (
    name text PRIMARY KEY,
    due_at timestamptz NOT NULL,
    ran_at timestamptz
);

CREATE TABLE idempotency (
    subject text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint,
    headers jsonb,
    body bytea,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_created_at ON idempotency (created_at);
"""

DOWN = """
DROP TABLE idempotency, timer, parking_audit, parked_event, parked_key, inbox, aggregate_sequence, outbox;
DROP SEQUENCE outbox_id;
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for statement in DOWN.split(";\n"):
        if statement.strip():
            op.execute(statement)
