"""Queues staffed together, and what waits on deferred queues: `store/tables` says what the tables are."""

from alembic import op

revision = "staffing_0005"
down_revision = "staffing_0004"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE pool (
    pool TEXT NOT NULL,
    version INTEGER NOT NULL,
    queues TEXT[] NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (pool)
);

CREATE TABLE backlog (
    queue TEXT NOT NULL,
    counted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    contacts DOUBLE PRECISION NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (queue, counted_at)
);
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE backlog")
    op.execute("DROP TABLE pool")
