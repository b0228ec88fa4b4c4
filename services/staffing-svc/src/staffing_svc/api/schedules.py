"""Kept schedules: drafted from the forecast or from given agents, read, exported and withdrawn."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self
from uuid import UUID, uuid5

from concert_chassis.auth import CallerDep
from concert_chassis.bodies import RequestBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import ClockDep, Router, TransactionDep, TransactionsDep
from concert_chassis.idempotency import idempotency_key, recalled, remember
from concert_chassis.pages import Page, PageDep
from concert_chassis.transaction import Transaction
from concert_contracts.identity import uuid7
from concert_contracts.quantities import QueueName
from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from staffing_svc.api.center import PLANS_THE_CENTER, WORKS_IN_THE_CENTER
from staffing_svc.api.moments import PlannedMoment
from staffing_svc.api.schedule_answers import KeptScheduleAnswer, PlannedShiftAnswer, ScheduleState
from staffing_svc.api.shift_rules import TeamName
from staffing_svc.commands.ask_of_team import GivenAgents
from staffing_svc.commands.draft_schedule import DraftOrder, draft_schedule
from staffing_svc.commands.withdraw_schedule import withdraw_schedule as withdraw
from staffing_svc.domain.identities import SCHEDULE_IDS
from staffing_svc.domain.kept_schedules import KeptSchedule, ScheduleStatus
from staffing_svc.domain.shift_csv import shift_csv
from staffing_svc.store import publications, shifts
from staffing_svc.store import schedules as stored

schedules = Router(prefix="/v1/schedules", tags=["schedule"])

CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "One line per shift."}
}
VersionQuery = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Without it, the newest.")]
PersonQuery = Annotated[str | None, Query(min_length=1, max_length=200)]


class GivenBody(RequestBody):
    """People that one queue requires (shrinkage counted in), interval by interval from `starts_at`."""

    queue: QueueName
    interval_s: Annotated[int, Field(ge=300, le=3600)]
    agents: Annotated[list[Annotated[int, Field(ge=0, le=100_000)]], Field(min_length=1, max_length=4032)]

    def as_given(self) -> GivenAgents:
        return GivenAgents(self.queue, self.interval_s, tuple(self.agents))


class DraftScheduleBody(RequestBody):
    """Either `ends_at`, and people are required by the newest forecast, or `required` with the numbers.

    Without `queues` all queues of the team's rules are scheduled.
    """

    team: TeamName
    starts_at: PlannedMoment
    ends_at: PlannedMoment | None = None
    queues: Annotated[list[QueueName], Field(max_length=100)] = []
    required: Annotated[list[GivenBody], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ends_at is None) == (self.required is None):
            raise ValueError("give ends_at to schedule by the forecast, or required to schedule by numbers")
        named = [one.queue for one in self.required or []] or self.queues
        if len(set(named)) < len(named) or (self.required and self.queues):
            raise ValueError("name each queue once, in queues or in required")
        return self

    def order(self, schedule_id: UUID, by: str) -> DraftOrder:
        return DraftOrder(
            schedule_id=schedule_id,
            team=self.team,
            starts_at=self.starts_at.astimezone(UTC),
            ends_at=self.ends_at,
            queues=tuple(self.queues),
            given=tuple(one.as_given() for one in self.required or []),
            by=by,
        )


class WithdrawalBody(RequestBody):
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@schedules.post("", status_code=201, response_model=KeptScheduleAnswer, dependencies=[PLANS_THE_CENTER])
async def make_schedule(
    body: DraftScheduleBody,
    request: Request,
    caller: CallerDep,
    transactions: TransactionsDep,
    clock: ClockDep,
    answer: Response,
) -> KeptScheduleAnswer | Response:
    """Draft a schedule and keep it. With an Idempotency-Key the same draft is made once."""
    key = idempotency_key(request)
    if key is None:
        made = await draft_schedule(transactions, body.order(uuid7(clock.now()), caller.subject))
        async with transactions.begin(actor=caller.subject) as tx:
            return await _shown(tx, made, answer)
    async with transactions.begin(actor=caller.subject) as tx:
        before = await recalled(tx, request, key)
    if before is not None:
        return before
    schedule_id = uuid5(SCHEDULE_IDS, f"{caller.subject}\n{key}")
    made = await draft_schedule(transactions, body.order(schedule_id, caller.subject))
    async with transactions.begin(actor=caller.subject) as tx:
        shown = await _shown(tx, made, answer)
        if await recalled(tx, request, key) is None:
            told = {"etag": answer.headers["etag"]}
            await remember(tx, request, key, JSONResponse(shown.model_dump(mode="json"), 201, told))
        return shown


@schedules.get("", dependencies=[WORKS_IN_THE_CENTER])
async def list_schedules(
    tx: TransactionDep,
    page: PageDep,
    team: Annotated[TeamName | None, Query()] = None,
    status: ScheduleStatus | None = None,
) -> Page[ScheduleState]:
    """Schedules, the last made first."""
    found = await stored.list_before(
        tx, team=team, status=status, before=page.after(tuple[datetime, UUID]), limit=page.fetch
    )
    return page.page(
        found, key=lambda one: (one.made_at, one.schedule_id), shown=ScheduleState.model_validate
    )


@schedules.get("/{schedule_id}", dependencies=[WORKS_IN_THE_CENTER])
async def get_schedule(schedule_id: UUID, tx: TransactionDep, answer: Response) -> KeptScheduleAnswer:
    """One schedule with its figures and what became of it; its ETag is needed to publish or withdraw it."""
    return await _shown(tx, await stored.get(tx, schedule_id), answer)


@schedules.get("/{schedule_id}/shifts", dependencies=[WORKS_IN_THE_CENTER])
async def list_shifts(
    schedule_id: UUID,
    tx: TransactionDep,
    page: PageDep,
    version: VersionQuery = None,
    person: PersonQuery = None,
) -> Page[PlannedShiftAnswer]:
    """Its shifts by start, perhaps those of one person, perhaps as they were in an earlier version."""
    found = await shifts.list_of(
        tx,
        await stored.get(tx, schedule_id),
        version=version,
        person=person,
        after=page.after(int) or 0,
        limit=page.fetch,
    )
    return page.page(found, key=lambda row: row[0], shown=PlannedShiftAnswer.of)


@schedules.get(
    "/{schedule_id}/export", response_class=Response, responses=CSV_ANSWER, dependencies=[WORKS_IN_THE_CENTER]
)
async def export_shifts(schedule_id: UUID, tx: TransactionDep) -> Response:
    """Its shifts as a CSV file for the workforce-management system, in the team's local time."""
    found = await shifts.list_of(tx, await stored.get(tx, schedule_id))
    name = {"Content-Disposition": 'attachment; filename="shifts.csv"'}
    return Response(shift_csv([one for _, one in found]), headers=name, media_type="text/csv; charset=utf-8")


@schedules.post("/{schedule_id}/withdrawal", status_code=201, dependencies=[PLANS_THE_CENTER])
async def withdraw_schedule(
    schedule_id: UUID, body: WithdrawalBody, seen: IfMatchDep, tx: TransactionDep, answer: Response
) -> KeptScheduleAnswer:
    """Take a published schedule back: its people leave plans, headroom and levers, its offers close."""
    known = await stored.lock(tx, schedule_id)
    seen.check(known.version)
    return await _shown(tx, await withdraw(tx, known, reason=body.reason), answer)


async def _shown(tx: Transaction, schedule: KeptSchedule, answer: Response) -> KeptScheduleAnswer:
    tell_version(answer, schedule.version)
    return KeptScheduleAnswer.of(
        schedule,
        await stored.list_parts(tx, schedule),
        await stored.list_entries(tx, schedule.schedule_id),
        await publications.list_of(tx, schedule.schedule_id),
    )
