"""A surge of contacts on a queue as it is kept: since when, how much, why, and by which detector."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from concert_contracts.quantities import UpliftRange
from concert_contracts.refusal import Refusal
from concert_contracts.staffing import SurgeCause

from staffing_svc.domain.identities import SURGE_IDS

NEWS = 0.15
"""A cause is news when its likely share has moved by this much since it was last told."""
MOST_COUNTED = 1_000_000_000
LARGEST_UPLIFT = 1_000_000.0


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

    @property
    def taken_back(self) -> bool:
        """Told, but corrected counts do not bear it out: it ended where it began."""
        return self.ended_at == self.since

    @property
    def uplift(self) -> UpliftRange:
        return UpliftRange(low=self.uplift_low, likely=self.uplift_likely, high=self.uplift_high)


def new_surge_id(queue: str, since: datetime, standing: Set[UUID]) -> UUID:
    """The same for the same surge told twice, but never that of one that stands: corrections move beginnings."""
    name, number = f"{queue} {since.isoformat()}", 0
    while (found := uuid5(SURGE_IDS, name if not number else f"{name} {number}")) in standing:
        number += 1
    return found


def counted(contacts: float) -> int:
    """A count as events carry it."""
    return min(max(round(contacts), 0), MOST_COUNTED)


def uplift_range(low: float, likely: float, high: float) -> tuple[float, float, float]:
    """In order, and no larger than events carry: next to nothing expected makes any count an endless uplift."""
    likely = min(max(likely, -1.0), LARGEST_UPLIFT)
    return min(max(low, -1.0), likely), likely, max(min(high, LARGEST_UPLIFT), likely)


def is_news(before: tuple[SurgeCause, ...], after: tuple[SurgeCause, ...]) -> bool:
    """Whether any cause's likely share moved by NEWS or more."""
    shares: dict[tuple[str, object], float] = {}
    for sign, causes in ((-1.0, before), (1.0, after)):
        for cause in causes:
            key = (cause.kind, cause.campaign_id or cause.business_event_id)
            shares[key] = shares.get(key, 0.0) + sign * cause.share.likely
    return any(abs(moved) >= NEWS for moved in shares.values())
