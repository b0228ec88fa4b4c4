"""From the agents who must be there to those who must be scheduled: paid time is not all available time."""

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, Numbers
from staffing_svc.domain.erlang.goal import ImpossibleInput, refuse_impossible


def with_shrinkage(agents: Numbers, shrinkage: Numbers) -> FloatArray:
    """Agents to schedule so that `agents` are there: required / (1 - shrinkage), shrinkage 0 <= share < 1.

    Not required x (1 + shrinkage), which leaves the queue short: 14 / (1 - .3) = 20, 14 x 1.3 = 18.2.
    """
    share = np.asarray(shrinkage, dtype=np.float64)
    refuse_impossible("shrinkage", share)
    if np.any(share >= 1.0):
        raise ImpossibleInput("shrinkage must be below 1: nobody would be left.", field="shrinkage")
    return np.asarray(agents, dtype=np.float64) / (1.0 - share)


def compounded_shrinkage(planned: Numbers, unplanned: Numbers) -> FloatArray:
    """Both together, 1 - (1 - planned)(1 - unplanned): who is on leave cannot also be ill."""
    shares = [np.asarray(share, dtype=np.float64) for share in (planned, unplanned)]
    for name, share in zip(("planned", "unplanned"), shares, strict=True):
        refuse_impossible(name, share)
        if np.any(share > 1.0):
            raise ImpossibleInput(f"{name} must be a share between 0 and 1.", field=name)
    return 1.0 - (1.0 - shares[0]) * (1.0 - shares[1])
