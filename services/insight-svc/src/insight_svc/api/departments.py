"""Departments: when they work, how soon they answer an insight, and whether campaigns are theirs."""

from typing import Annotated

from concert_chassis.auth import requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Department as DepartmentName
from concert_contracts.quantities import TimeZone
from fastapi import Response
from pydantic import Field

from insight_svc.commands.set_up_department import set_up_department
from insight_svc.domain.departments import MONDAY_TO_FRIDAY, Department, WorkingHours
from insight_svc.store import departments as stored

departments = Router(prefix="/v1/departments", tags=["departments"])

Hours = Annotated[float, Field(gt=0, le=1000)]
Weekdays = Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1, max_length=7)]


class DepartmentBody(RequestBody):
    """Weekdays are ISO numbers (Monday 1); minutes count from local midnight; `..._hours` are working hours."""

    runs_campaigns: bool = False
    timezone: TimeZone = "UTC"
    weekdays: Weekdays = MONDAY_TO_FRIDAY
    opens_minute: Annotated[int, Field(ge=0, le=1439)] = 540
    closes_minute: Annotated[int, Field(ge=1, le=1440)] = 1020
    acknowledge_within_hours: Hours = 8.0
    act_within_hours: Hours = 40.0


class DepartmentAnswer(ResponseBody):
    """`version` 0 are the usual hours of a department that nobody set up."""

    department: str
    version: int
    runs_campaigns: bool
    timezone: str
    weekdays: tuple[int, ...]
    opens_minute: int
    closes_minute: int
    acknowledge_within_hours: float
    act_within_hours: float

    @classmethod
    def of(cls, department: Department) -> "DepartmentAnswer":
        hours = department.hours
        return cls(
            department=department.name,
            version=department.version,
            runs_campaigns=department.runs_campaigns,
            timezone=hours.timezone,
            weekdays=hours.weekdays,
            opens_minute=hours.opens_minute,
            closes_minute=hours.closes_minute,
            acknowledge_within_hours=department.acknowledge_within_hours,
            act_within_hours=department.act_within_hours,
        )


@departments.get("")
async def list_departments(tx: TransactionDep, page: PageDep) -> Page[DepartmentAnswer]:
    found = await stored.list_after(tx, after=page.after(str), limit=page.fetch)
    return page.page(found, key=lambda it: it.name, shown=DepartmentAnswer.of)


@departments.get("/{department}")
async def get_department(
    department: DepartmentName, tx: TransactionDep, answer: Response
) -> DepartmentAnswer:
    found = await stored.find(tx, department)
    tell_version(answer, found.version)
    return DepartmentAnswer.of(found)


@departments.put("/{department}", dependencies=[requires("executive", "operations", "system")])
async def put_department(
    department: DepartmentName,
    body: DepartmentBody,
    expected: IfMatchDep,
    tx: TransactionDep,
    answer: Response,
) -> DepartmentAnswer:
    """Set up a department; clocks that run already keep their due times."""
    hours = WorkingHours(body.timezone, body.weekdays, body.opens_minute, body.closes_minute)
    asked = Department(
        department,
        runs_campaigns=body.runs_campaigns,
        hours=hours,
        acknowledge_within_hours=body.acknowledge_within_hours,
        act_within_hours=body.act_within_hours,
    )
    made = await set_up_department(tx, asked, expected)
    tell_version(answer, made.version)
    return DepartmentAnswer.of(made)
