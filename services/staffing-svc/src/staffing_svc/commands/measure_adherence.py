"""Hold the states that agents were in against what a team has published for a day, until now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from concert_chassis.transaction import Transaction

from staffing_svc.domain.adherence_day import NotScheduledThen, PersonDay, person_day
from staffing_svc.domain.working_hours import WorkingHours
from staffing_svc.store import agent_states, offers, shift_rules, shifts, training_sessions


@dataclass(frozen=True)
class TeamsDay:
    """A local day of a team, on one of its queues or on all."""

    team: str
    day: date
    queue: str | None


async def measure_adherence(tx: Transaction, asked: TeamsDay) -> list[PersonDay]:
    """Everybody whom the team has scheduled that day, by agent id. Raises `NoShiftRules`."""
    return await _measured(tx, asked, person=None)


async def measure_adherence_of(tx: Transaction, asked: TeamsDay, agent_id: str) -> PersonDay:
    """Raises `NoShiftRules`, `NotScheduledThen`."""
    found = await _measured(tx, asked, person=agent_id)
    if not found:
        raise NotScheduledThen(
            f"{asked.team} has published no shift of {agent_id} on {asked.day}", field="/agent_id"
        )
    return found[0]


async def _measured(tx: Transaction, asked: TeamsDay, *, person: str | None) -> list[PersonDay]:
    team = await shift_rules.get(tx, asked.team)
    zone = ZoneInfo(team.timezone)
    begins = datetime.combine(asked.day, time(), zone)
    ends = datetime.combine(asked.day + timedelta(days=1), time(), zone)
    until = max(min(ends, tx.now), begins)
    worked = await shifts.list_people_of(tx, team.team, begins, ends, queue=asked.queue, person=person)
    staff = {one.name for one in team.as_rules().people} if person is None else {person}
    moves = await offers.list_moves(tx, team.team, sorted(staff | set(worked)), begins, ends)
    people = sorted(set(worked) | set(moves))
    sessions = await training_sessions.list_standing(tx, list(team.queues), begins, ends)
    states = await agent_states.list_of(tx, people, begins, until)
    return [
        person_day(
            WorkingHours(one, tuple(worked.get(one, ())), tuple(moves.get(one, ()))),
            states.get(one, []),
            begins,
            until,
            queue=asked.queue,
            sessions=sessions,
        )
        for one in people
    ]
