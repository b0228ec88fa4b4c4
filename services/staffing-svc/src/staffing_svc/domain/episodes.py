"""The surges that a stretch of verdicts tells of, and how they fit those that were told before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from staffing_svc.domain.surge import Standing, Verdict
from staffing_svc.domain.surges import Surge


@dataclass(frozen=True, slots=True)
class Judged:
    """One interval and what the detector said after it, against which forecast version."""

    started_at: datetime
    verdict: Verdict
    forecast_version: int


@dataclass(frozen=True, slots=True)
class Episode:
    """A surge as the counts tell it now; `ended_at` None: it goes on. `verdict` is the last one on it."""

    since: datetime
    judged_until: datetime
    ended_at: datetime | None
    verdict: Verdict
    forecast_version: int

    def overlaps(self, surge: Surge) -> bool:
        begins_before_it_ends = surge.ended_at is None or self.since < surge.ended_at
        return begins_before_it_ends and (self.ended_at is None or surge.since < self.ended_at)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Episodes with the surge that each was told as (None: not told yet), and surges that never were."""

    told: tuple[tuple[Episode, Surge | None], ...]
    unfounded: tuple[Surge, ...]


def episodes(judged: Sequence[Judged], *, interval_s: int) -> list[Episode]:
    """The surges of a stretch of verdicts, in order; only the last can be going on."""
    interval = timedelta(seconds=interval_s)
    found: list[Episode] = []
    for one in judged:
        if one.verdict.standing is Standing.QUIET:
            continue
        since = one.started_at - interval * (one.verdict.since_intervals - 1)
        going_on = bool(found) and found[-1].ended_at is None
        over = one.verdict.standing is Standing.ENDED
        episode = Episode(
            since=found[-1].since if going_on else since,
            judged_until=one.started_at + interval,
            ended_at=max(one.started_at + interval * (1 - one.verdict.calm_intervals), since + interval)
            if over
            else None,
            verdict=one.verdict,
            forecast_version=found[-1].forecast_version if going_on else one.forecast_version,
        )
        found = [*found[:-1], episode] if going_on else [*found, episode]
    return found


def fit(found: Sequence[Episode], known: Sequence[Surge]) -> Fitting:
    """Each episode goes on as the first surge it overlaps; surges that no episode bears out are unfounded.

    One that was taken back stays so: an episode in its place is told anew.
    """
    left, told = [surge for surge in known if not surge.taken_back], []
    for episode in found:
        same = next((surge for surge in left if episode.overlaps(surge)), None)
        if same is not None:
            left.remove(same)
        told.append((episode, same))
    return Fitting(tuple(told), tuple(left))
