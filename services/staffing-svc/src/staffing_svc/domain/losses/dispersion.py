"""How much more the lost contacts scatter than independent ones would: callers give up together, not one by one."""

import numpy as np

from staffing_svc.domain.series import Numbers

FEWEST_INTERVALS = 4


def overdispersion(tried: Numbers, lost: Numbers, share: Numbers) -> float:
    """phi >= 1: Pearson's statistic per degree of freedom against binomials (McCullagh & Nelder 1989, 4.5).

    `share` [n] is the shape that a model expects of the loss; its level is taken from what was lost.
    """
    expected = tried * share
    if float(expected.sum()) <= 0.0:
        return 1.0
    fitted = np.clip(share * (float(lost.sum()) / float(expected.sum())), 0.0, 1.0)
    variance = tried * fitted * (1.0 - fitted)
    counts = variance > 0.0
    if int(counts.sum()) < FEWEST_INTERVALS:
        return 1.0
    pearson = float(((lost - tried * fitted)[counts] ** 2 / variance[counts]).sum())
    return max(pearson / (int(counts.sum()) - 1), 1.0)
