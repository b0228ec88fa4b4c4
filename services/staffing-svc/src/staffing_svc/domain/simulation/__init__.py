"""A discrete-event simulation of a day or week: contacts by interval, patience, redials, skills, breaks."""

from staffing_svc.domain.simulation.durations import Duration, Exponential, Lognormal
from staffing_svc.domain.simulation.plan import Break, DayPlan, Group, Redials, SkillLoad, one_queue
from staffing_svc.domain.simulation.record import DayRecord, EndedContact, mean_of
from staffing_svc.domain.simulation.simulate import simulate, simulate_contacts, simulate_days

__all__ = [
    "Break",
    "DayPlan",
    "DayRecord",
    "Duration",
    "EndedContact",
    "Exponential",
    "Group",
    "Lognormal",
    "Redials",
    "SkillLoad",
    "mean_of",
    "one_queue",
    "simulate",
    "simulate_contacts",
    "simulate_days",
]
