"""A publication: the exact search that makes a draft final, who started it and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.refusal import Refusal

PUBLISHED = "published"


class NothingSearched(Refusal):
    """No search for this schedule is running that could be cancelled."""

    code = "not-publishing"
    status = 409


@dataclass(frozen=True)
class Publication:
    """`over_by` is when it has ended at the latest, whatever became of the process that searched.

    `outcome` is `published` or the code of the refusal; None while it runs, and if nobody listened to its end.
    """

    publication_id: UUID
    schedule_id: UUID
    started_at: datetime
    started_by: str
    gap: float
    time_limit_s: float
    over_by: datetime
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
