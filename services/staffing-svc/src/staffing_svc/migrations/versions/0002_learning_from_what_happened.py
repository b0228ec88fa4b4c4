"""What became of forecasts, campaigns and days: `store/tables.py` says what the tables are."""

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
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)
