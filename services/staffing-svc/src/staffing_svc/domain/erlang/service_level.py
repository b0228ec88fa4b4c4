"""Service level has five definitions in use; each is named here so that no number travels without its own."""

from enum import StrEnum

import numpy as np

from staffing_svc.domain.erlang.arrays import FloatArray, Numbers


class ServiceLevelVariant(StrEnum):
    """How abandoned calls enter the service level; T is the answer threshold, s the short-abandon one."""

    SL1 = "SL1"
    """Abandons within T count as good: (A_T + B_T) / (A + B)."""
    SL2 = "SL2"
    """Answered only: A_T / A."""
    SL3 = "SL3"
    """Abandons hurt: A_T / (A + B)."""
    SL4 = "SL4"
    """Abandons within T are neutral (the default): A_T / (O - B_T)."""
    SL5 = "SL5"
    """Short abandons are credited: (A_T + B_s) / (A + B)."""


def service_level(
    variant: ServiceLevelVariant,
    *,
    offered: Numbers,
    answered: Numbers,
    answered_within: Numbers,
    abandoned_within: Numbers,
    abandoned_short: Numbers = 0.0,
) -> FloatArray:
    """The service level of counts (or of shares of the offered) of one interval or many; arrays broadcast.

    `answered_within` is A_T, `abandoned_within` B_T, `abandoned_short` B_s (only SL5 reads it). Nothing
    offered is a service level of 1; offered, but nobody left in the denominator, is 0.
    """
    all_offered = np.asarray(offered, dtype=np.float64)
    within = np.asarray(answered_within, dtype=np.float64)
    good, judged = within, all_offered
    if variant is ServiceLevelVariant.SL1:
        good = within + abandoned_within
    elif variant is ServiceLevelVariant.SL2:
        judged = np.asarray(answered, dtype=np.float64)
    elif variant is ServiceLevelVariant.SL4:
        judged = all_offered - abandoned_within
    elif variant is ServiceLevelVariant.SL5:
        good = within + abandoned_short
    good, judged, all_offered = np.broadcast_arrays(good, judged, all_offered)
    share = np.divide(good, judged, out=np.zeros(good.shape), where=judged > 0)
    return np.where(all_offered > 0, np.clip(share, 0.0, 1.0), 1.0)
