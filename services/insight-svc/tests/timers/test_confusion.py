"""What a campaign's callers ask and its brief does not answer reaches the campaign's department, once."""

from dataclasses import replace

from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import Brief, BriefAnswer, CampaignCancelled
from concert_contracts.external import ContactEnded
from concert_contracts.insight import InsightPublished
from insight_builders import CAMPAIGN, NOW, PRICE, ROUTER, Later, announced, confused, usual
from insight_svc.commands.describe_reason import describe_reason
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.domain.confusion import FALSE_ALARMS_STATED
from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.campaign_cancelled import on_campaign_cancelled
from insight_svc.reactions.contact_ended import on_contact_ended


async def look(tx: Transaction, *contacts: list[ContactEnded]) -> list[InsightPublished]:
    for some in contacts:
        await deliver(tx, on_contact_ended, *some)
    await examine_contacts(tx)
    return [event for event in emitted(tx) if isinstance(event, InsightPublished)]


async def test_the_campaigns_department_hears_what_its_callers_ask(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await describe_reason(tx, ROUTER)
    (event,) = await look(tx, usual(), confused(12))
    expected = 12 * (4 + 20 * 4.5 / 401) / 420
    assert event.p_value is not None
    assert event == InsightPublished(
        insight_id=event.insight_id,
        version=1,
        insight_type="campaign_confusion",
        published_at=NOW,
        owner_department="marketing",
        audience_departments=("contact_center",),
        title="Callers of Spring fibre ask about Keeping the old router",
        summary=(
            "12 of 12 callers of Spring fibre whose reason is known ask about Keeping the old router; 0.1 would be "
            "expected from other callers of the same queues. The brief answers: price."
        ),
        campaign_id=CAMPAIGN,
        queue="sales",
        first_seen_at=confused(1)[0].started_at,
        detected_at=NOW,
        evidence_contacts=12,
        expected_contacts=event.expected_contacts,
        p_value=event.p_value,
        false_alarms_stated=FALSE_ALARMS_STATED,
        top_terms=("back", "fibre", "old", "router", "work"),
        examples=("Asks if the old router works on fibre, call back [PHONE].",),
        suggested_action="Answer 'Keeping the old router' in the brief and in the waves still to come.",
        acknowledge_due_at=NOW.replace(hour=17),
        privacy_class="redacted_examples",
    )
    assert abs(event.expected_contacts - expected) < 1e-9
    assert event.p_value < 1e-12


async def test_it_is_said_once_however_often_somebody_looks(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert len(await look(tx, usual(), confused(12))) == 1
    assert len(await look(tx)) == 1
    assert len(await look(tx, confused(12))) == 1


async def test_only_twice_the_evidence_is_worth_a_second_message(tx: Transaction, later: Later) -> None:
    await deliver(tx, on_campaign_announced, announced())
    (first,) = await look(tx, usual(), confused(12))
    then = await later("2025-03-03T10:00")
    assert await look(then, confused(8, first=100)) == []
    (second,) = await look(then, confused(6, first=200))
    assert (second.insight_id, second.version, second.evidence_contacts) == (first.insight_id, 2, 26)
    assert second.acknowledge_due_at == first.acknowledge_due_at


async def test_what_the_brief_answers_is_no_confusion(tx: Transaction) -> None:
    brief = Brief(summary="Fibre.", answers=(BriefAnswer(topic="old router", text="It can stay."),))
    await deliver(tx, on_campaign_announced, announced(brief=brief))
    await describe_reason(tx, ROUTER)
    assert await look(tx, usual(), confused(30)) == []


async def test_what_others_ask_as_often_is_no_confusion(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert await look(tx, usual(share_of_router=1), confused(30)) == []


async def test_one_customer_calling_often_is_not_many_customers(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert await look(tx, usual(), confused(40, caller_hash="ab" * 16)) == []


async def test_callers_that_nobody_can_tell_apart_give_no_insight(tx: Transaction) -> None:
    """Examples stand for at least 3 customers, and nobody knows whether these are."""
    await deliver(tx, on_campaign_announced, announced())
    assert await look(tx, usual(), confused(40, caller_hash=None)) == []


async def test_nine_callers_are_too_few(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    assert await look(tx, usual(), confused(9)) == []


async def test_a_cancelled_campaign_has_nobody_left_to_tell(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    cancelled = CampaignCancelled(campaign_id=CAMPAIGN, version=2, cancelled_at=NOW, reason="no stock")
    await deliver(tx, on_campaign_cancelled, cancelled)
    assert await look(tx, usual(), confused(30)) == []


async def test_value_demand_is_what_a_campaign_is_made_for(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await describe_reason(tx, replace(ROUTER, demand_type="value", failure_kind=None))
    assert await look(tx, usual(), confused(30)) == []


async def test_a_reason_that_only_the_note_tells_counts_too(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    await describe_reason(tx, ROUTER)
    await describe_reason(tx, PRICE)
    (event,) = await look(
        tx, usual(), confused(12, reason_code=None, note_text="can the old router stay on fibre")
    )
    assert event.title == "Callers of Spring fibre ask about Keeping the old router"
    assert event.examples == ("can the old router stay on fibre",)


async def test_contacts_of_a_wrong_time_do_not_count(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced())
    ahead = NOW.replace(year=2031)
    assert await look(tx, usual(), confused(30, started_at=ahead, ended_at=ahead)) == []
