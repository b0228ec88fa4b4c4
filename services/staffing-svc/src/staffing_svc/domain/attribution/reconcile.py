"""Making the causes' own estimates and the surge's total agree, each giving way as far as it is uncertain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from staffing_svc.domain.attribution.causes import SurgeExcess
from staffing_svc.domain.attribution.estimate import Estimate

UNEXPLAINED_SHARE = 0.10
UNEXPLAINED_SD = 0.25
"""Before any evidence, a tenth of a surge has no known cause, give or take a quarter."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Reconciled:
    contacts: float
    low: float
    high: float


def reconcile(estimates: Sequence[Estimate], excess: SurgeExcess) -> tuple[Reconciled, ...]:
    """Contacts of each estimate and, last, of the unexplained remainder; all >= 0; excess > 0.

    Normal conditioning of independent parts on their sum: part_k + v_k (total - sum of parts)/(sum of v).
    A part that would fall below zero is set to zero and the others share what it gave.
    """
    total = excess.contacts
    means = [*(one.contacts for one in estimates), UNEXPLAINED_SHARE * total]
    variances = [*(one.variance for one in estimates), (UNEXPLAINED_SD * total) ** 2]
    noise = excess.standard_error**2
    open_parts = set(range(len(means)))
    while True:
        scatter = sum(variances[k] for k in open_parts) + noise
        gap = total - sum(means[k] for k in open_parts)
        parts = {k: means[k] + variances[k] * gap / scatter for k in open_parts}
        sunk = {k for k, contacts in parts.items() if contacts < 0}
        if not sunk or len(sunk) == len(open_parts):
            break
        open_parts -= sunk
    if sum(max(contacts, 0.0) for contacts in parts.values()) <= 0:
        parts = {len(means) - 1: total}
    return tuple(
        _with_interval(max(parts.get(k, 0.0), 0.0), variances[k], scatter, total) for k in range(len(means))
    )


def _with_interval(contacts: float, variance: float, scatter: float, total: float) -> Reconciled:
    reach = Z95 * math.sqrt(max(variance - variance**2 / max(scatter, variance), 0.0)) if variance else 0.0
    return Reconciled(contacts, max(contacts - reach, 0.0), min(contacts + reach, max(total, contacts)))
