"""Insights: found by everybody, answered only by the department that owns the cause."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from concert_chassis.auth import CallerDep, requires
from concert_chassis.bodies import RequestBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.insight import InsightOutcome, InsightType
from concert_contracts.quantities import Department, Text
from fastapi import Query, Response

from insight_svc.api.insight_answers import EffectAnswer, EvidenceAnswer, InsightAnswer, StepAnswer
from insight_svc.commands.acknowledge_insight import acknowledge_insight
from insight_svc.commands.act_on_insight import act_on_insight
from insight_svc.commands.close_insight import close_insight
from insight_svc.commands.dispute_insight import dispute_insight
from insight_svc.commands.measure_effect import measure_effect
from insight_svc.domain.insight import Status
from insight_svc.store import evidence, insight_steps
from insight_svc.store import insights as stored
from insight_svc.store.insights import Wanted

insights = Router(prefix="/v1/insights", tags=["insights"])


class DisputeBody(RequestBody):
    """Whom it concerns instead, and why."""

    new_owner: Department
    reason: Text


class ActionBody(RequestBody):
    """What was done."""

    action: Text


class ClosureBody(RequestBody):
    """Without an outcome it is the measured one; `withdrawn` and `inconclusive` may always be said."""

    outcome: InsightOutcome | None = None
    explanation: Text


@insights.get("")
async def list_insights(
    tx: TransactionDep,
    page: PageDep,
    owner: Annotated[Department | None, Query(description="The owning department.")] = None,
    insight_type: Annotated[InsightType | None, Query(alias="type")] = None,
    campaign_id: UUID | None = None,
    status: Status | None = None,
    overdue: Annotated[bool, Query(description="Only those whose owner is late.")] = False,
) -> Page[InsightAnswer]:
    """The last to be found first."""
    wanted = Wanted(owner, insight_type, campaign_id, status, tx.now if overdue else None)
    found = await stored.list_before(tx, wanted, before=page.after(tuple[datetime, UUID]), limit=page.fetch)
    return page.page(found, key=lambda it: it[1], shown=lambda it: InsightAnswer.of(it[0], tx.now))


@insights.get("/{insight_id}")
async def get_insight(insight_id: UUID, tx: TransactionDep, answer: Response) -> InsightAnswer:
    insight = await stored.get(tx, insight_id)
    tell_version(answer, insight.revision)
    return InsightAnswer.of(insight, tx.now)


@insights.get("/{insight_id}/steps")
async def list_insight_steps(insight_id: UUID, tx: TransactionDep, page: PageDep) -> Page[StepAnswer]:
    """What became of it, oldest first, each with the event that told it."""
    await stored.get(tx, insight_id)
    found = await insight_steps.list_after(tx, insight_id, after=page.after(int), limit=page.fetch)
    return page.page(found, key=lambda it: it.revision, shown=StepAnswer.of)


@insights.get(
    "/{insight_id}/contacts", dependencies=[requires("planner", "supervisor", "operations", "system")]
)
async def list_insight_contacts(insight_id: UUID, tx: TransactionDep, page: PageDep) -> Page[EvidenceAnswer]:
    """The contacts that its numbers count, oldest first; one customer may be several. For the center only."""
    insight = await stored.get(tx, insight_id)
    found = await evidence.list_after(
        tx, insight.finding, after=page.after(tuple[datetime, str]), limit=page.fetch
    )
    return page.page(found, key=lambda it: (it.started_at, it.contact_id), shown=EvidenceAnswer.of)


@insights.get("/{insight_id}/effect")
async def get_insight_effect(insight_id: UUID, tx: TransactionDep) -> EffectAnswer:
    """Whether what was done worked, as far as the days since then can tell."""
    insight = await stored.get(tx, insight_id)
    return EffectAnswer.of(await measure_effect(tx, insight), insight)


@insights.post("/{insight_id}/acknowledgement", status_code=201)
async def acknowledge(
    insight_id: UUID, tx: TransactionDep, caller: CallerDep, expected: IfMatchDep, answer: Response
) -> InsightAnswer:
    """The owner has read it: its clock to acknowledge stops, that to act starts."""
    insight = await acknowledge_insight(tx, insight_id, caller, expected)
    tell_version(answer, insight.revision)
    return InsightAnswer.of(insight, tx.now)


@insights.post("/{insight_id}/dispute", status_code=201)
async def dispute(
    insight_id: UUID,
    body: DisputeBody,
    tx: TransactionDep,
    caller: CallerDep,
    expected: IfMatchDep,
    answer: Response,
) -> InsightAnswer:
    """The owner says whom it concerns instead: it is published anew to them."""
    insight = await dispute_insight(
        tx, insight_id, caller, expected, new_owner=body.new_owner, reason=body.reason
    )
    tell_version(answer, insight.revision)
    return InsightAnswer.of(insight, tx.now)


@insights.post("/{insight_id}/action", status_code=201)
async def act(
    insight_id: UUID,
    body: ActionBody,
    tx: TransactionDep,
    caller: CallerDep,
    expected: IfMatchDep,
    answer: Response,
) -> InsightAnswer:
    """The owner did something about it: from now on its effect is measured."""
    insight = await act_on_insight(tx, insight_id, caller, expected, action=body.action)
    tell_version(answer, insight.revision)
    return InsightAnswer.of(insight, tx.now)


@insights.post("/{insight_id}/closure", status_code=201)
async def close(
    insight_id: UUID,
    body: ClosureBody,
    tx: TransactionDep,
    caller: CallerDep,
    expected: IfMatchDep,
    answer: Response,
) -> InsightAnswer:
    """The owner is done with it, with the outcome that was measured."""
    insight = await close_insight(
        tx, insight_id, caller, expected, outcome=body.outcome, explanation=body.explanation
    )
    tell_version(answer, insight.revision)
    return InsightAnswer.of(insight, tx.now)
