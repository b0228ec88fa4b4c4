"""Erlang B, C and A: how many agents a queue needs and what its callers experience with them."""

from staffing_svc.domain.erlang.goal import (
    GoalNotReachable,
    ImpossibleGoal,
    ImpossibleInput,
    PatienceMissing,
    StaffingGoal,
    StaffingModel,
)
from staffing_svc.domain.erlang.performance import Performance, performance
from staffing_svc.domain.erlang.required import required_agents
from staffing_svc.domain.erlang.service_level import ServiceLevelVariant, service_level
from staffing_svc.domain.erlang.shrinkage import compounded_shrinkage, with_shrinkage

__all__ = [
    "GoalNotReachable",
    "ImpossibleGoal",
    "ImpossibleInput",
    "PatienceMissing",
    "Performance",
    "ServiceLevelVariant",
    "StaffingGoal",
    "StaffingModel",
    "compounded_shrinkage",
    "performance",
    "required_agents",
    "service_level",
    "with_shrinkage",
]
