"""A surge of contacts on a queue as it is kept: since when, how much, why, and by which detector."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.refusal import Refusal
from concert_contracts.staffing import SurgeCause


class UnknownSurge(Refusal):
    """No surge has this id."""

    code = "unknown-surge"
    status = 404


@dataclass(frozen=True)
class Surge:
    """Contacts are sums over the surge so far; the uplift is observed/expected - 1 with its 95 % interval."""

    surge_id: UUID
    queue: str
    interval_s: int
    since: datetime
    detected_at: datetime
    ended_at: datetime | None
    expected_contacts: float
    observed_contacts: int
    uplift_low: float
    uplift_likely: float
    uplift_high: float
    false_alarms_per_week: float
    causes: tuple[SurgeCause, ...]
    forecast_version: int
    detector_version: int
