"""Who is answerable when the center was not ready: the first link that failed, never the loudest voice.

announced -> delivered -> acknowledged -> translated into a plan. Only a late announcement is marketing's
breach; every later link is the contact center's.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.campaign import VERDICT_OF_LINK, BreachVerdict, ChainLink

from campaign_svc.domain.agreement import DueTimes

CENTER = "contact_center"


@dataclass(frozen=True)
class Receipt:
    """When a link held, and the event that says so."""

    at: datetime
    event_id: UUID


@dataclass(frozen=True)
class Breach:
    """The first link that failed, for certain, and the department that answers for it."""

    link: ChainLink
    attributed_to: str

    @property
    def verdict(self) -> BreachVerdict:
        """The name under which the breach is booked."""
        return VERDICT_OF_LINK[self.link]


@dataclass(frozen=True)
class Chain:
    """The chain of one announcement, or of one material change, of a campaign."""

    campaign_version: int
    department: str
    announced: Receipt
    shortfall_days: int
    due: DueTimes
    delivered: Receipt | None = None
    acknowledged: Receipt | None = None
    translated: Receipt | None = None

    def _center_links(self) -> tuple[tuple[ChainLink, datetime | None, datetime], ...]:
        """Link, since when it held, until when it was due.

        Whatever the center says about an announcement proves that it was delivered. A plan does not prove that
        somebody took note: plans are computed by themselves.
        """
        delivered, acknowledged, translated = (
            receipt.at if receipt else None
            for receipt in (self.delivered, self.acknowledged, self.translated)
        )
        return (
            ("delivered", _earliest(delivered, acknowledged, translated), self.due.delivered),
            ("acknowledged", acknowledged, self.due.acknowledged),
            ("translated", translated, self.due.translated),
        )

    def breach(self, now: datetime) -> Breach | None:
        """The first link that has certainly failed by `now`; None while all hold or may still hold."""
        if self.shortfall_days > 0:
            return Breach("announced", self.department)
        for link, held_at, due in self._center_links():
            if held_at is None and now <= due:
                return None
            if held_at is None or held_at > due:
                return Breach(link, CENTER)
        return None

    def next_due(self) -> datetime | None:
        """The next deadline that may still be missed; None when every link holds."""
        return min((due for _, held_at, due in self._center_links() if held_at is None), default=None)


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
