"""How many of those who gave up called again: measured from hashed callers, never assumed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Call:
    """`caller_hash` None: the number was withheld, so nobody can tell whether they called again."""

    caller_hash: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RedialShare:
    """`share` and `se` are None when no abandon could be followed; `followed` abandons of `abandons` were."""

    share: float | None
    se: float | None
    followed: int
    abandons: int


def redial_share(
    abandons: Iterable[Call],
    contacts: Iterable[Call],
    *,
    window: timedelta,
    observed_until: datetime | None = None,
) -> RedialShare:
    """The share of abandons after which the same caller was there again within `window`.

    `contacts` are all contacts (the abandons may be among them). Abandons later than `observed_until` -
    `window` are left out: their redial may still come (None: the last contact). The standard error allows for
    callers who give up several times (cluster-robust by caller).
    """
    by_caller: dict[str, list[datetime]] = defaultdict(list)
    last: datetime | None = observed_until
    for contact in contacts:
        if contact.caller_hash is not None:
            by_caller[contact.caller_hash].append(contact.at)
        if observed_until is None and (last is None or contact.at > last):
            last = contact.at
    for times in by_caller.values():
        times.sort()
    outcomes: dict[str, list[bool]] = defaultdict(list)
    count = 0
    for abandon in abandons:
        count += 1
        if abandon.caller_hash is not None and last is not None and abandon.at + window <= last:
            again = _came_again(by_caller[abandon.caller_hash], after=abandon.at, window=window)
            outcomes[abandon.caller_hash].append(again)
    return _summary(list(outcomes.values()), count)


def _came_again(times: list[datetime], *, after: datetime, window: timedelta) -> bool:
    following = bisect_right(times, after)
    return following < len(times) and times[following] <= after + window


def _summary(clusters: list[list[bool]], abandons: int) -> RedialShare:
    followed = sum(len(cluster) for cluster in clusters)
    if not followed:
        return RedialShare(None, None, 0, abandons)
    share = sum(sum(cluster) for cluster in clusters) / followed
    if len(clusters) == 1:
        return RedialShare(share, None, followed, abandons)
    squares = sum((sum(cluster) - share * len(cluster)) ** 2 for cluster in clusters)
    correction = len(clusters) / (len(clusters) - 1)
    return RedialShare(share, (correction * squares) ** 0.5 / followed, followed, abandons)
