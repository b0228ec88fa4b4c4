"""Adherence and conformance: of a team's day for everybody, of persons for those who plan, down to the states."""

from datetime import date, datetime
from typing import Annotated, Self

from concert_chassis.auth import Caller, CallerDep
from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import AgentId, QueueName
from fastapi import Path, Query

from staffing_svc.api.center import CENTER, PLANS_THE_CENTER, WORKS_IN_THE_CENTER, must_see, plans_people
from staffing_svc.api.moments import PlannedDay
from staffing_svc.api.shift_rules import TeamName
from staffing_svc.commands.measure_adherence import TeamsDay, measure_adherence, measure_adherence_of
from staffing_svc.domain.adherence_day import FEWEST_TOLD_OUTSIDE, PersonDay, TeamDay, team_day

adherence = Router(prefix="/v1/adherence", tags=["adherence"])

TeamQuery = Annotated[TeamName, Query(description="The team's name.")]
DayQuery = Annotated[PlannedDay, Query(description="On the team's clock.")]
QueueQuery = Annotated[QueueName | None, Query(description="Without it, all queues of the team.")]


class StateMinutes(ResponseBody):
    """Scheduled minutes in a state, and those of them really spent in it."""

    state: str
    scheduled_min: float
    adhered_min: float


class TeamDayAnswer(ResponseBody):
    """Until now, over the `reported_people` whose states are known; shares are null without scheduled time.

    Adherence is scheduled minutes spent in the scheduled state over scheduled minutes; conformance is
    sum min(S, R) / sum S by quarter of an hour, S scheduled and R real minutes at work. `suppressed`: fewer
    than ten people, of whom only those who plan them are told.
    """

    team: str
    day: date
    queue: str | None
    people: int | None
    reported_people: int | None
    scheduled_min: float | None
    adhered_min: float | None
    adherence_share: float | None
    conformance_share: float | None
    by_state: list[StateMinutes]
    suppressed: bool

    @classmethod
    def of(cls, asked: TeamsDay, day: TeamDay) -> Self:
        return cls(
            team=asked.team,
            day=asked.day,
            queue=asked.queue,
            people=day.people,
            reported_people=day.reported_people,
            scheduled_min=day.scheduled_min,
            adhered_min=day.adhered_min,
            adherence_share=day.adherence,
            conformance_share=day.conformance,
            by_state=_minutes(day.by_state),
            suppressed=False,
        )

    @classmethod
    def withheld(cls, asked: TeamsDay) -> Self:
        return cls(
            team=asked.team,
            day=asked.day,
            queue=asked.queue,
            people=None,
            reported_people=None,
            scheduled_min=None,
            adhered_min=None,
            adherence_share=None,
            conformance_share=None,
            by_state=[],
            suppressed=True,
        )


class PersonDayAnswer(ResponseBody):
    """Figures are null when no state of the agent was reported: that is not known, which is not 0."""

    agent_id: str
    scheduled_min: float | None
    adhered_min: float | None
    adherence_share: float | None
    conformance_share: float | None
    by_state: list[StateMinutes]

    @classmethod
    def of(cls, one: PersonDay) -> Self:
        return cls.model_validate(_figures(one))


class SpanAnswer(ResponseBody):
    state: str
    starts_at: datetime
    ends_at: datetime


class PersonStatesAnswer(PersonDayAnswer):
    """What the figures are counted from; GET /v1/agent-states has the states as they were reported."""

    scheduled: list[SpanAnswer]
    actual: list[SpanAnswer]

    @classmethod
    def of(cls, one: PersonDay) -> Self:
        return cls.model_validate({**_figures(one), "scheduled": one.scheduled, "actual": one.actual})


@adherence.get("")
async def get_adherence(
    team: TeamQuery, day: DayQuery, tx: TransactionDep, caller: CallerDep, queue: QueueQuery = None
) -> TeamDayAnswer:
    """A team's day until now, on one queue or on all of them."""
    asked = TeamsDay(team, day, queue)
    counted = team_day(await measure_adherence(tx, asked))
    if counted.reported_people < FEWEST_TOLD_OUTSIDE and not _plans(caller):
        return TeamDayAnswer.withheld(asked)
    return TeamDayAnswer.of(asked, counted)


@adherence.get("/people", dependencies=[PLANS_THE_CENTER])
async def list_adherence(
    team: TeamQuery, day: DayQuery, tx: TransactionDep, page: PageDep, queue: QueueQuery = None
) -> Page[PersonDayAnswer]:
    """The day of each agent of a team, by agent id."""
    after = page.after(str) or ""
    found = await measure_adherence(tx, TeamsDay(team, day, queue))
    rows = [one for one in found if one.agent_id > after][: page.fetch]
    return page.page(rows, key=lambda one: one.agent_id, shown=PersonDayAnswer.of)


@adherence.get("/people/{agent_id}", dependencies=[WORKS_IN_THE_CENTER])
async def get_adherence_of_agent(
    agent_id: Annotated[AgentId, Path()],
    team: TeamQuery,
    day: DayQuery,
    tx: TransactionDep,
    caller: CallerDep,
    queue: QueueQuery = None,
) -> PersonStatesAnswer:
    """One agent's day with the states it is counted from; told to those who plan, and to the agent."""
    must_see(agent_id, caller)
    return PersonStatesAnswer.of(await measure_adherence_of(tx, TeamsDay(team, day, queue), agent_id))


def _plans(caller: Caller) -> bool:
    return plans_people(caller) and (caller.department == CENTER or "system" in caller.roles)


def _figures(one: PersonDay) -> dict[str, object]:
    kept = one.adherence
    return {
        "agent_id": one.agent_id,
        "scheduled_min": kept and kept.scheduled_min,
        "adhered_min": kept and kept.adhered_min,
        "adherence_share": kept and kept.share,
        "conformance_share": one.conformance,
        "by_state": _minutes(kept.by_state if kept else {}),
    }


def _minutes(by_state: dict[str, tuple[float, float]]) -> list[StateMinutes]:
    return [
        StateMinutes(state=state, scheduled_min=scheduled, adhered_min=kept)
        for state, (scheduled, kept) in sorted(by_state.items())
    ]
