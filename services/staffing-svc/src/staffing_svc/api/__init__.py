"""What people and systems may ask of staffing-svc; only the center writes here, everybody who signs in may read."""

from concert_chassis.http import Router

from staffing_svc.api.accuracy import accuracy
from staffing_svc.api.adherence import adherence
from staffing_svc.api.agent_states import agent_states
from staffing_svc.api.announcements import announcements
from staffing_svc.api.backlogs import backlogs
from staffing_svc.api.campaign_results import campaign_results
from staffing_svc.api.forecasts import forecasts
from staffing_svc.api.frontier import frontier
from staffing_svc.api.headroom import headroom
from staffing_svc.api.history import history
from staffing_svc.api.ledger import ledger
from staffing_svc.api.levers import levers
from staffing_svc.api.memo_deliveries import memo_deliveries
from staffing_svc.api.memo_recipients import memo_recipients
from staffing_svc.api.memos import memos
from staffing_svc.api.offers import offers
from staffing_svc.api.plans import plans
from staffing_svc.api.pools import pools
from staffing_svc.api.publications import publications
from staffing_svc.api.queues import queues
from staffing_svc.api.refused_intervals import refused_intervals
from staffing_svc.api.schedule import schedule
from staffing_svc.api.schedules import schedules
from staffing_svc.api.shift_plans import shift_plans
from staffing_svc.api.shift_rules import shift_rules
from staffing_svc.api.surges import surges
from staffing_svc.api.training import training
from staffing_svc.api.what_if import what_if

ROUTERS: list[Router] = [
    queues,
    backlogs,
    pools,
    history,
    refused_intervals,
    schedule,
    shift_plans,
    shift_rules,
    schedules,
    publications,
    offers,
    training,
    agent_states,
    adherence,
    forecasts,
    accuracy,
    announcements,
    plans,
    surges,
    ledger,
    memos,
    memo_deliveries,
    memo_recipients,
    campaign_results,
    headroom,
    what_if,
    frontier,
    levers,
]
