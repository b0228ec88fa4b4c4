"""How good one forecast version of a queue turned out, at one lead time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from staffing_svc.domain.baselines import QUANTILES, Baseline
from staffing_svc.domain.forecast.accuracy import LEADS, Accuracy, score
from staffing_svc.domain.series import Grid, Numbers

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """`lead` is one of LEADS: how far ahead of its making the scored intervals lay."""

    queue: str
    version: int
    lead: str
    made_at: datetime
    scored_at: datetime
    accuracy: Accuracy


def band_over_at(made_at: datetime, lead: str) -> datetime:
    """When the last interval of a lead time is over."""
    return made_at + timedelta(days=next(last for name, _, last in LEADS if name == lead))


def accuracy_at(
    baseline: Baseline, added: Numbers, actual: Numbers, lead: str, seasonal_error: float
) -> Accuracy | None:
    """The baseline with the campaigns `added` [n] known when it was made, held against `actual` [n]
    (NaN: not known), over the intervals of one lead time. None when none of them is known and open."""
    first, last = next((first, last) for name, first, last in LEADS if name == lead)
    ahead = _days_ahead(baseline.grid, baseline.made_at)
    band = (ahead >= first) & (ahead < last)
    if not band.any():
        return None
    mean = baseline.mean + added
    quantiles = baseline.quantiles + added[:, None]
    return score(mean[band], quantiles[band], actual[band], QUANTILES, seasonal_error)


def _days_ahead(grid: Grid, made_at: datetime) -> Numbers:
    first_s = (grid.start - made_at).total_seconds()
    return np.asarray((first_s + grid.interval_s * np.arange(grid.count)) / DAY_S)
