"""The times and sizes by which the Kafka bus decides that something takes too long or is too large."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KafkaTiming:
    """The defaults suit a broker nearby; a test shortens what it waits for.

    `settle_s` is how long a rebalance waits for the batch in hand: longer than a batch takes, and shorter
    than `rebalance_timeout_s`, after which the group goes on without this member. `idle_limit_s` is how long
    a member may work on one batch (an outage of the database, say) before its partitions go to another.
    """

    request_timeout_s: float = 10.0
    connect_timeout_s: float = 15.0
    publish_timeout_s: float = 30.0
    session_timeout_s: float = 6.0
    heartbeat_every_s: float = 1.0
    settle_s: float = 10.0
    rebalance_timeout_s: float = 30.0
    idle_limit_s: float = 3600.0
    poll_s: float = 0.5
    stuck_after_s: float = 30.0


BATCH_BYTES = 256 * 1024
"""One request holds at most one such batch per partition; a larger record travels alone."""

RECORD_BYTES_MOST = 1_000_000
"""A little below the broker's own default for one batch (1,048,588 bytes), so that we refuse first."""

FETCH_BYTES_MOST = 16 * 1024 * 1024
FETCH_BYTES_MOST_PER_PARTITION = 1024 * 1024
