"""Schedules that are kept, what moves people within the day, and the states of agents: see `store/tables`."""

from alembic import op

revision = "staffing_0003"
down_revision = "staffing_0002"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE shift_rules (
    team TEXT NOT NULL,
    version INTEGER NOT NULL,
    queues TEXT[] NOT NULL,
    timezone TEXT NOT NULL,
    rules JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (team, version)
);

CREATE TABLE schedule (
    schedule_id UUID NOT NULL,
    team TEXT NOT NULL,
    rules_version INTEGER NOT NULL,
    timezone TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    shifts_version INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (schedule_id)
);

CREATE INDEX schedule_made_at ON schedule (made_at, schedule_id);

CREATE INDEX schedule_status_starts_at ON schedule (status, starts_at);

CREATE TABLE schedule_entry (
    schedule_id UUID NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    entered_by TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (schedule_id, version),
    FOREIGN KEY(schedule_id) REFERENCES schedule (schedule_id)
);

CREATE TABLE schedule_queue (
    schedule_id UUID NOT NULL,
    version INTEGER NOT NULL,
    queue TEXT NOT NULL,
    forecast_version INTEGER,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    interval_s INTEGER NOT NULL,
    required DOUBLE PRECISION[] NOT NULL,
    held DOUBLE PRECISION[] NOT NULL,
    people DOUBLE PRECISION[] NOT NULL,
    paid_h DOUBLE PRECISION NOT NULL,
    under_h DOUBLE PRECISION NOT NULL,
    over_h DOUBLE PRECISION NOT NULL,
    bound_h DOUBLE PRECISION NOT NULL,
    gap DOUBLE PRECISION,
    PRIMARY KEY (schedule_id, version, queue),
    FOREIGN KEY(schedule_id) REFERENCES schedule (schedule_id)
);

CREATE TABLE shift (
    schedule_id UUID NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    paid_s INTEGER NOT NULL,
    breaks JSONB NOT NULL,
    obstacle TEXT,
    PRIMARY KEY (schedule_id, version, place),
    FOREIGN KEY(schedule_id) REFERENCES schedule (schedule_id)
);

CREATE INDEX shift_person_starts_at ON shift (person, starts_at);

CREATE TABLE publication (
    publication_id UUID NOT NULL,
    schedule_id UUID NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_by TEXT NOT NULL,
    gap DOUBLE PRECISION NOT NULL,
    time_limit_s DOUBLE PRECISION NOT NULL,
    over_by TIMESTAMP WITH TIME ZONE NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    cancelled_by TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    outcome TEXT,
    PRIMARY KEY (publication_id),
    FOREIGN KEY(schedule_id) REFERENCES schedule (schedule_id)
);

CREATE INDEX publication_schedule ON publication (schedule_id, started_at);

CREATE TABLE staff_change (
    cause_id UUID NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    agents DOUBLE PRECISION NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (cause_id, place)
);

CREATE INDEX staff_change_standing ON staff_change (queue, starts_at) WHERE undone_at IS NULL;

CREATE TABLE offer (
    offer_id UUID NOT NULL,
    schedule_id UUID NOT NULL,
    queue TEXT NOT NULL,
    day DATE NOT NULL,
    kind TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    places INTEGER NOT NULL,
    shortest_s INTEGER NOT NULL,
    answer_by TIMESTAMP WITH TIME ZONE NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (offer_id),
    FOREIGN KEY(schedule_id) REFERENCES schedule (schedule_id)
);

CREATE INDEX offer_schedule_day ON offer (schedule_id, day);

CREATE TABLE offer_answer (
    answer_id UUID NOT NULL,
    offer_id UUID NOT NULL,
    person TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by TEXT NOT NULL,
    PRIMARY KEY (answer_id),
    FOREIGN KEY(offer_id) REFERENCES offer (offer_id)
);

CREATE UNIQUE INDEX offer_answer_person ON offer_answer (offer_id, person);

CREATE TABLE training_session (
    session_id UUID NOT NULL,
    campaign_id UUID NOT NULL,
    queue TEXT NOT NULL,
    title TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    people INTEGER NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    placed_by TEXT NOT NULL,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    cancelled_by TEXT,
    PRIMARY KEY (session_id)
);

CREATE INDEX training_session_campaign ON training_session (campaign_id);

CREATE INDEX training_session_starts_at ON training_session (starts_at, session_id);

CREATE TABLE agent_state (
    agent_id TEXT NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revision INTEGER DEFAULT 1 NOT NULL,
    state TEXT NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (agent_id, entered_at, revision)
);

ALTER TABLE scheduled_agents ADD COLUMN from_schedule BOOLEAN DEFAULT false NOT NULL;
"""

DOWN = """
ALTER TABLE scheduled_agents DROP COLUMN from_schedule;
DROP TABLE agent_state;
DROP TABLE training_session;
DROP TABLE offer_answer;
DROP TABLE offer;
DROP TABLE staff_change;
DROP TABLE publication;
DROP TABLE shift;
DROP TABLE schedule_queue;
DROP TABLE schedule_entry;
DROP TABLE schedule;
DROP TABLE shift_rules;
"""


def upgrade() -> None:
    _run(UP)


def downgrade() -> None:
    _run(DOWN)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
