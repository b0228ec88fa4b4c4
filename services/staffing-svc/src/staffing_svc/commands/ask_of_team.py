"""Look up what a schedule of a team has to cover: who is required, who is there already, who worked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.count_published import at_work
from staffing_svc.commands.foresee_queue import foresee_queue
from staffing_svc.domain.kept_schedules import Asked, NothingRequired, QueueNotOfTeam, ScheduleOverlaps
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.schedule import Requirement, ScheduleRules, Shift
from staffing_svc.domain.schedule.refusals import ImpossibleRequirement
from staffing_svc.domain.series import Grid, Numbers
from staffing_svc.domain.team_rules import TeamRules
from staffing_svc.store import queues, schedules, shifts

REMEMBERED = timedelta(weeks=4)
"""So far back nights and weekends count for fairness, and rest is kept to what ended last."""


@dataclass(frozen=True)
class GivenAgents:
    """Required people of one queue that somebody else worked out, from the beginning of the schedule."""

    queue: str
    interval_s: int
    agents: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class AskedOfTeam:
    """All that drafting and publishing need to know; nothing else is looked up while they search."""

    rules_version: int
    timezone: str
    rules: ScheduleRules
    parts: tuple[Asked, ...]
    before: Mapping[str, Sequence[Shift]]

    def requirements(self) -> list[Requirement]:
        """One a queue, in the order of `parts`."""
        return [part.requirement(self.timezone) for part in self.parts]

    def must_require_somebody(self) -> None:
        """Raises NothingRequired."""
        if not any(any(one.agents) for one in self.requirements()):
            raise NothingRequired(
                "nobody is required at any time of this stretch who is not scheduled already",
                field="/starts_at",
            )


async def parts_from_forecast(
    tx: Transaction, team: TeamRules, names: Sequence[str], since: datetime, until: datetime
) -> list[Asked]:
    """By the newest forecast with all campaigns. Raises `UnknownQueue`, `QueueNotOfTeam`, `NotForecast`."""
    parts: list[Asked] = []
    for queue in await _queues_of(tx, team, names):
        found = await foresee_queue(tx, queue, since, until)
        parts.append(_asked(queue.name, found.grid, found.required_when_open, found.forecast_version))
    return parts


async def parts_as_given(
    tx: Transaction, team: TeamRules, given: Sequence[GivenAgents], since: datetime
) -> list[Asked]:
    """Raises `UnknownQueue`, `QueueNotOfTeam`, `ImpossibleRequirement`."""
    parts: list[Asked] = []
    for queue, one in zip(await _queues_of(tx, team, [one.queue for one in given]), given, strict=True):
        _check(queue, one, since)
        grid = Grid(since, one.interval_s, len(one.agents))
        parts.append(_asked(queue.name, grid, np.array(one.agents, dtype=float), None))
    return parts


async def ask_of_team(tx: Transaction, team: TeamRules, parts: Sequence[Asked]) -> AskedOfTeam:
    """With what published schedules hold already, except those that this one would replace.

    Raises `ScheduleOverlaps` when one of the team's reaches out of this one's time.
    """
    since, until = min(part.grid.start for part in parts), max(part.grid.end for part in parts)
    replaced = await replaced_by(tx, team.team, since, until)
    rules = team.as_rules()
    before = await shifts.list_worked_by(
        tx,
        [person.name for person in rules.people],
        since - REMEMBERED,
        since,
        timezone=team.timezone,
        but_not=replaced,
    )
    held = [await _held(tx, part, replaced) for part in parts]
    return AskedOfTeam(team.version, team.timezone, rules, tuple(held), before)


async def replaced_by(tx: Transaction, team: str, since: datetime, until: datetime) -> list[UUID]:
    """The team's published schedules within this time, locked. Raises `ScheduleOverlaps`."""
    standing = await schedules.lock_published(tx, team, since, until)
    for other in standing:
        if other.starts_at < since or other.ends_at > until:
            raise ScheduleOverlaps(
                f"schedule {other.schedule_id} of {team} is published until {other.ends_at:%Y-%m-%dT%H:%MZ}: "
                "cover all of its time, or withdraw it",
                field="/starts_at",
            )
    return [other.schedule_id for other in standing]


async def _queues_of(tx: Transaction, team: TeamRules, names: Sequence[str]) -> list[Queue]:
    found = [await queues.get(tx, name) for name in names]
    for queue in found:
        if queue.name not in team.queues:
            raise QueueNotOfTeam(
                f"the rules of {team.team} name {', '.join(team.queues)} and not {queue.name}",
                field="/queues",
            )
    return found


def _check(queue: Queue, given: GivenAgents, since: datetime) -> None:
    if given.interval_s != queue.interval_s:
        raise ImpossibleRequirement(
            f"{queue.name} counts in intervals of {queue.interval_s} s", field="/required/interval_s"
        )
    if since.timestamp() % queue.interval_s:
        raise ImpossibleRequirement(
            f"an interval of {queue.name} must begin when the schedule does", field="/starts_at"
        )


def _asked(queue: str, grid: Grid, required: Numbers, forecast_version: int | None) -> Asked:
    return Asked(queue, grid, required, np.zeros(grid.count), forecast_version)


async def _held(tx: Transaction, part: Asked, replaced: Sequence[UUID]) -> Asked:
    worked = await shifts.list_at_work(tx, part.queue, part.grid.start, part.grid.end, but_not=replaced)
    return Asked(
        part.queue,
        part.grid,
        part.required,
        at_work(part.queue, part.grid, worked),
        part.forecast_version,
    )
