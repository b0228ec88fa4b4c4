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
"""

DOWN = """
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
