"""The notice agreement of a department, by version."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from concert_chassis.auth import requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import Days, Department, Name, TimeZone
from fastapi import Response
from pydantic import ConfigDict, Field

from campaign_svc.commands.make_agreement import MakeAgreement, make_agreement
from campaign_svc.domain.agreement import ClassTerms, Deadlines, MaterialChangeRule, NoticeAgreement
from campaign_svc.domain.working_calendar import MONDAY_TO_FRIDAY, WorkingCalendar
from campaign_svc.store import agreements

router = Router(prefix="/v1/agreements", tags=["agreements"])

RequiredField = Literal["brief", "codes", "dialed_numbers", "external_ref"]
WorkingDays = Annotated[int, Field(ge=1, le=60)]


class ClassTermsBody(RequestBody):
    model_config = ConfigDict(from_attributes=True)

    lead_days: Days
    is_emergency: bool = False


class CalendarBody(RequestBody):
    """Whose working days count. Weekdays are ISO numbers: Monday 1 to Sunday 7."""

    model_config = ConfigDict(from_attributes=True)

    timezone: TimeZone = "UTC"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    subdivision: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,6}$")] | None = None
    working_weekdays: Annotated[tuple[int, ...], Field(max_length=7)] = MONDAY_TO_FRIDAY
    closures: Annotated[tuple[date, ...], Field(max_length=1000)] = ()


class MaterialChangeBody(RequestBody):
    """`contacts_growth` is a share: 0.2 restarts the clock at 20 % more contacts."""

    model_config = ConfigDict(from_attributes=True)

    earlier_date: bool = True
    contacts_growth: Annotated[float, Field(ge=0, le=100)] = 0.2
    new_offer: bool = True
    new_queue: bool = True


class DeadlinesBody(RequestBody):
    model_config = ConfigDict(from_attributes=True)

    delivered_within_s: Annotated[int, Field(ge=1, le=2_592_000)] = 3600
    acknowledged_within_working_days: WorkingDays = 2
    translated_within_working_days: WorkingDays = 3


class AgreementBody(RequestBody):
    """The whole agreement; `classes` must name `standard`."""

    classes: Annotated[dict[Name, ClassTermsBody], Field(min_length=1, max_length=50)]
    required_fields: Annotated[tuple[RequiredField, ...], Field(max_length=10)] = ()
    calendar: CalendarBody = CalendarBody()
    material_change: MaterialChangeBody = MaterialChangeBody()
    deadlines: DeadlinesBody = DeadlinesBody()

    def agreement(self, department: str, version: int) -> NoticeAgreement:
        """Refuses an agreement that contradicts itself."""
        calendar, change, deadlines = self.calendar, self.material_change, self.deadlines
        return NoticeAgreement(
            department=department,
            version=version,
            classes={
                name: ClassTerms(lead_days=terms.lead_days, is_emergency=terms.is_emergency)
                for name, terms in self.classes.items()
            },
            required_fields=self.required_fields,
            calendar=WorkingCalendar(
                timezone=calendar.timezone,
                country=calendar.country,
                subdivision=calendar.subdivision,
                working_weekdays=calendar.working_weekdays,
                closures=calendar.closures,
            ),
            material_change=MaterialChangeRule(
                earlier_date=change.earlier_date,
                contacts_growth=change.contacts_growth,
                new_offer=change.new_offer,
                new_queue=change.new_queue,
            ),
            deadlines=Deadlines(
                delivered_within_s=deadlines.delivered_within_s,
                acknowledged_within_working_days=deadlines.acknowledged_within_working_days,
                translated_within_working_days=deadlines.translated_within_working_days,
            ),
        )


class AgreementAnswer(ResponseBody):
    """One version of an agreement; version 1 is the house's default unless another was made."""

    department: str
    version: int
    classes: Mapping[str, ClassTermsBody]
    required_fields: tuple[str, ...]
    calendar: CalendarBody
    material_change: MaterialChangeBody
    deadlines: DeadlinesBody


@router.get("/{department}")
async def get_agreement(department: Department, tx: TransactionDep, answer: Response) -> AgreementAnswer:
    """The agreement in force."""
    agreement = await agreements.get(tx, department)
    tell_version(answer, agreement.version)
    return AgreementAnswer.model_validate(agreement)


@router.get("/{department}/versions")
async def list_agreement_versions(
    department: Department, tx: TransactionDep, page: PageDep
) -> Page[AgreementAnswer]:
    """Every version, oldest first."""
    found = await agreements.list_after(tx, department, after=page.after(int), limit=page.fetch)
    return page.page(found, key=lambda it: it.version, shown=AgreementAnswer.model_validate)


@router.put("/{department}", dependencies=[requires("executive", "operations", "system")])
async def put_agreement(
    department: Department, body: AgreementBody, expected: IfMatchDep, tx: TransactionDep, answer: Response
) -> AgreementAnswer:
    """Make a new version: neither side alone, but whom both report to."""
    agreement = await make_agreement(tx, MakeAgreement(department, expected, body.agreement))
    tell_version(answer, agreement.version)
    return AgreementAnswer.model_validate(agreement)
