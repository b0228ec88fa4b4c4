"""The tables of staffing-svc, a module for each subject."""

from staffing_svc.store.tables.campaigns import (
    ANNOUNCED_CAMPAIGNS,
    CAMPAIGN_CHANNEL_RESULTS,
    CAMPAIGN_LAYERS,
    CAMPAIGN_RESULTS,
)
from staffing_svc.store.tables.forecasts import CARRYOVERS, FORECAST_SCORES, FORECASTS, RESTS_OF_DAY
from staffing_svc.store.tables.history import (
    BACKLOGS,
    INTERVAL_REVISIONS,
    INTERVALS,
    QUEUES,
    REFUSED_INTERVALS,
    SCHEDULED_AGENTS,
)
from staffing_svc.store.tables.ledger import LOSSES, MEMO_DELIVERIES, MEMO_RECIPIENTS, MEMOS
from staffing_svc.store.tables.metadata import METADATA
from staffing_svc.store.tables.plans import PLAN_QUEUES, PLANS, POOLS
from staffing_svc.store.tables.schedules import (
    PUBLICATIONS,
    SCHEDULE_ENTRIES,
    SCHEDULE_QUEUES,
    SCHEDULES,
    SHIFT_RULES,
    SHIFTS,
)
from staffing_svc.store.tables.surges import (
    BUSINESS_EVENTS,
    CONTACT_MARKS,
    DETECTOR_CHECKPOINTS,
    DETECTORS,
    SURGES,
)
from staffing_svc.store.tables.within_the_day import (
    AGENT_STATES,
    OFFER_ANSWERS,
    OFFERS,
    STAFF_CHANGES,
    TRAINING_SESSIONS,
)

__all__ = [
    "AGENT_STATES",
    "ANNOUNCED_CAMPAIGNS",
    "BACKLOGS",
    "BUSINESS_EVENTS",
    "CAMPAIGN_CHANNEL_RESULTS",
    "CAMPAIGN_LAYERS",
    "CAMPAIGN_RESULTS",
    "CARRYOVERS",
    "CONTACT_MARKS",
    "DETECTORS",
    "DETECTOR_CHECKPOINTS",
    "FORECASTS",
    "FORECAST_SCORES",
    "INTERVALS",
    "INTERVAL_REVISIONS",
    "LOSSES",
    "MEMOS",
    "MEMO_DELIVERIES",
    "MEMO_RECIPIENTS",
    "METADATA",
    "OFFERS",
    "OFFER_ANSWERS",
    "PLANS",
    "PLAN_QUEUES",
    "POOLS",
    "PUBLICATIONS",
    "QUEUES",
    "REFUSED_INTERVALS",
    "RESTS_OF_DAY",
    "SCHEDULED_AGENTS",
    "SCHEDULES",
    "SCHEDULE_ENTRIES",
    "SCHEDULE_QUEUES",
    "SHIFTS",
    "SHIFT_RULES",
    "STAFF_CHANGES",
    "SURGES",
    "TRAINING_SESSIONS",
]
