"""How many who got away called again on a queue: measured where callers are known, else the queue's own figure."""

from dataclasses import dataclass

from staffing_svc.domain.losses import RedialShare

FEWEST_FOLLOWED = 30
"""So many who got away must be followed before the measured share replaces the queue's figure."""
ASSUMED_SE = 0.1


@dataclass(frozen=True, slots=True)
class Redials:
    """`share` of those who got away with its standard error; `followed` is how many it was measured on, or None."""

    share: float
    se: float
    followed: int | None


def redials_of(measured: RedialShare, *, assumed_share: float) -> Redials:
    if measured.share is None or measured.se is None or measured.followed < FEWEST_FOLLOWED:
        return Redials(assumed_share, ASSUMED_SE, None)
    return Redials(measured.share, measured.se, measured.followed)
