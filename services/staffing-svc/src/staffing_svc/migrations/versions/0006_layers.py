"""What a campaign brought by each of its channels, and how fast: `store/tables` says what the table is.

Earlier results of campaigns by a single channel are carried over; nobody measured their pace. Forecasts and layers
know how long they are: asking an array for its length reads all of it, and every version of it was read each time a
queue was judged. (The generated columns rewrite both tables once, and earlier versions of the service write on.)
"""

from alembic import op

revision = "staffing_0006"
down_revision = "staffing_0005"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE forecast ADD COLUMN length INTEGER GENERATED ALWAYS AS (cardinality(mean)) STORED NOT NULL;

ALTER TABLE campaign_layer ADD COLUMN length INTEGER GENERATED ALWAYS AS (cardinality(mean)) STORED NOT NULL;

CREATE TABLE campaign_channel_result (
    campaign_id UUID NOT NULL,
    queue TEXT NOT NULL,
    channel TEXT NOT NULL,
    campaign_class TEXT NOT NULL,
    reached DOUBLE PRECISION NOT NULL,
    predicted DOUBLE PRECISION NOT NULL,
    contacts DOUBLE PRECISION NOT NULL,
    contacts_sd DOUBLE PRECISION NOT NULL,
    pace_log DOUBLE PRECISION,
    pace_log_sd DOUBLE PRECISION,
    measured_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (campaign_id, queue, channel)
);

CREATE INDEX campaign_channel_result_channel ON campaign_channel_result (channel, measured_at);

INSERT INTO campaign_channel_result (
    campaign_id, queue, channel, campaign_class, reached, predicted, contacts, contacts_sd, measured_at
)
SELECT r.campaign_id, r.queue, r.channel, r.campaign_class, r.reached, r.predicted, r.fitted, r.fitted_sd, r.measured_at
FROM campaign_result r JOIN announced_campaign c USING (campaign_id)
WHERE (SELECT count(DISTINCT wave->>'channel') FROM jsonb_array_elements(c.terms->'waves') AS wave) = 1;
"""


def upgrade() -> None:
    for statement in UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE campaign_channel_result")
    op.execute("ALTER TABLE campaign_layer DROP COLUMN length")
    op.execute("ALTER TABLE forecast DROP COLUMN length")
