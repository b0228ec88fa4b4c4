"""The streams (topics) of Concert: who owns each, what orders it and how long it can be read again."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Stream:
    """One ordered story, kept in order per key: `key_field` names the event field whose value is the key.

    `retention` is how long a record can be replayed from the bus (at least seven days); `partitions` bounds
    how many processes can read the stream side by side.
    """

    name: str
    owner: str
    key_field: str
    retention: timedelta
    partitions: int


WEEK = timedelta(days=7)
MONTH = timedelta(days=30)

CAMPAIGNS = Stream("campaign.campaigns", "campaign", "campaign_id", MONTH, 6)
PLANS = Stream("staffing.plans", "staffing", "campaign_id", MONTH, 6)
INTRADAY = Stream("staffing.intraday", "staffing", "queue", WEEK, 6)
LOSSES = Stream("staffing.losses", "staffing", "queue", MONTH, 6)
INSIGHTS = Stream("insight.insights", "insight", "insight_id", MONTH, 6)
SCORECARDS = Stream("goals.scorecards", "goals", "scorecard_id", MONTH, 3)
INTERVALS = Stream("external.intervals", "external", "queue", WEEK, 12)
CONTACTS = Stream("external.contacts", "external", "contact_id", WEEK, 12)
ORDERS = Stream("external.orders", "external", "order_id", WEEK, 6)
BUSINESS_EVENTS = Stream("external.business-events", "external", "business_event_id", MONTH, 3)
AGENT_STATES = Stream("external.agent-states", "external", "agent_id", WEEK, 12)

STREAMS: tuple[Stream, ...] = (
    CAMPAIGNS,
    PLANS,
    INTRADAY,
    LOSSES,
    INSIGHTS,
    SCORECARDS,
    INTERVALS,
    CONTACTS,
    ORDERS,
    BUSINESS_EVENTS,
    AGENT_STATES,
)

PERSONAL: tuple[Stream, ...] = (AGENT_STATES,)
"""What single agents do: read along only by those who plan the center or run Concert."""
