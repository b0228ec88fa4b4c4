"""An insight's life as others hear of it: every event asserted whole."""

from datetime import timedelta

import pytest
from concert_chassis.auth import Caller, NotYourDepartment
from concert_chassis.etags import ExpectedVersion, VersionStale
from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightAcknowledged, InsightActed, InsightClosed, InsightPublished
from insight_builders import NOW, Later, surge
from insight_svc.commands.acknowledge_insight import acknowledge_insight
from insight_svc.commands.act_on_insight import act_on_insight
from insight_svc.commands.close_insight import close_insight
from insight_svc.commands.dispute_insight import dispute_insight
from insight_svc.domain.departments import UnknownDepartment
from insight_svc.domain.insight import DisputeWithYourself, EffectNotProven, StepOutOfOrder
from insight_svc.reactions.volume_surge import on_volume_surge
from insight_svc.store import insight_steps

MARKETING = Caller("campaign-owner-fibre", "marketing", frozenset({"campaign_owner"}), frozenset())
SALES = Caller("sales-lead", "sales", frozenset({"sales"}), frozenset())
PLANNER = Caller("planner-1", "contact_center", frozenset({"planner"}), frozenset())
ANY = ExpectedVersion(None)


async def asked(tx: Transaction) -> InsightPublished:
    await deliver(tx, on_volume_surge, surge())
    event = emitted(tx)[0]
    assert isinstance(event, InsightPublished)
    return event


async def test_from_acknowledged_to_closed_each_step_is_told(tx: Transaction, later: Later) -> None:
    insight_id = (await asked(tx)).insight_id
    read = await acknowledge_insight(tx, insight_id, MARKETING, ExpectedVersion(1))
    assert read.act_due_at == NOW + timedelta(days=4, hours=8)
    then = await later("2025-03-04T10:00")
    await act_on_insight(then, insight_id, MARKETING, ANY, action="Announced it: a partner's mailing.")
    await close_insight(then, insight_id, MARKETING, ANY, outcome=None, explanation="Now it is planned for.")
    assert emitted(tx)[1:] == (
        InsightAcknowledged(
            insight_id=insight_id,
            version=1,
            acknowledged_at=NOW,
            acknowledged_by="campaign-owner-fibre",
            department="marketing",
        ),
    )
    assert emitted(then) == (
        InsightActed(
            insight_id=insight_id,
            version=1,
            acted_at=then.now,
            acted_by="campaign-owner-fibre",
            department="marketing",
            action="Announced it: a partner's mailing.",
        ),
        InsightClosed(
            insight_id=insight_id,
            version=1,
            closed_at=then.now,
            closed_by="campaign-owner-fibre",
            department="marketing",
            outcome="inconclusive",
            explanation="Now it is planned for.",
        ),
    )
    steps = await insight_steps.list_after(tx, insight_id, after=None, limit=10)
    assert [step.step for step in steps] == ["published", "acknowledged", "acted", "closed"]
    assert [step.event_id for step in steps] == [said.id for said in (*tx.said, *then.said)]


async def test_a_disputed_insight_is_published_anew_to_whom_it_concerns(
    tx: Transaction, later: Later
) -> None:
    first = await asked(tx)
    then = await later("2025-03-03T16:00")
    await dispute_insight(
        then, first.insight_id, MARKETING, ANY, new_owner="sales", reason="a partner of sales"
    )
    assert emitted(then) == (
        first.model_copy(
            update={
                "version": 2,
                "owner_department": "sales",
                "audience_departments": ("contact_center", "marketing"),
                "published_at": then.now,
                "acknowledge_due_at": then.now + timedelta(hours=24),
            }
        ),
    )
    with pytest.raises(NotYourDepartment):
        await acknowledge_insight(then, first.insight_id, MARKETING, ANY)
    assert (await acknowledge_insight(then, first.insight_id, SALES, ANY)).status == "acknowledged"


async def test_only_the_owner_answers(tx: Transaction) -> None:
    insight_id = (await asked(tx)).insight_id
    with pytest.raises(NotYourDepartment):
        await acknowledge_insight(tx, insight_id, PLANNER, ANY)
    with pytest.raises(NotYourDepartment):
        await act_on_insight(tx, insight_id, PLANNER, ANY, action="x")
    with pytest.raises(NotYourDepartment):
        await dispute_insight(tx, insight_id, PLANNER, ANY, new_owner="sales", reason="x")
    with pytest.raises(NotYourDepartment):
        await close_insight(tx, insight_id, PLANNER, ANY, outcome="withdrawn", explanation="x")
    assert len(emitted(tx)) == 1


async def test_steps_are_taken_in_order_and_once(tx: Transaction) -> None:
    insight_id = (await asked(tx)).insight_id
    with pytest.raises(StepOutOfOrder):
        await act_on_insight(tx, insight_id, MARKETING, ANY, action="x")
    with pytest.raises(StepOutOfOrder):
        await close_insight(tx, insight_id, MARKETING, ANY, outcome="inconclusive", explanation="x")
    await acknowledge_insight(tx, insight_id, MARKETING, ANY)
    with pytest.raises(StepOutOfOrder):
        await acknowledge_insight(tx, insight_id, MARKETING, ANY)
    with pytest.raises(VersionStale):
        await act_on_insight(tx, insight_id, MARKETING, ExpectedVersion(1), action="x")


async def test_a_dispute_names_another_department_that_exists(tx: Transaction) -> None:
    insight_id = (await asked(tx)).insight_id
    with pytest.raises(DisputeWithYourself):
        await dispute_insight(tx, insight_id, MARKETING, ANY, new_owner="marketing", reason="x")
    with pytest.raises(UnknownDepartment):
        await dispute_insight(tx, insight_id, MARKETING, ANY, new_owner="logistics", reason="x")


async def test_nobody_claims_an_effect_that_was_not_measured(tx: Transaction) -> None:
    insight_id = (await asked(tx)).insight_id
    await acknowledge_insight(tx, insight_id, MARKETING, ANY)
    await act_on_insight(tx, insight_id, MARKETING, ANY, action="Announced it.")
    with pytest.raises(EffectNotProven):
        await close_insight(tx, insight_id, MARKETING, ANY, outcome="effective", explanation="It helped.")
