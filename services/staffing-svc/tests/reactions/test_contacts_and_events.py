"""What contacts carry and what the company did is remembered for the surge that may follow; nothing is said."""

from datetime import timedelta

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.external import BusinessEventHappened
from staffing_builders import MONDAY, contact
from staffing_svc.domain.attribution import Mark
from staffing_svc.reactions.business_event_happened import on_business_event_happened
from staffing_svc.reactions.contact_ended import on_contact_ended
from staffing_svc.store import business_events, contact_marks
from staffing_svc.store.business_events import BusinessEvent

TEN = MONDAY.replace(hour=10)
HOUR = timedelta(hours=1)


def bill_run(**changes: object) -> BusinessEventHappened:
    given: dict[str, object] = {
        "business_event_id": "bills-2025-03",
        "kind": "bill_run",
        "happened_at": TEN,
        "label": "Bills of March",
        "queues": ("billing",),
        "size": 30_000,
    }
    return BusinessEventHappened.model_validate(given | changes)


async def marks_at_ten(tx: Transaction) -> dict[Mark, int]:
    counts = await contact_marks.count(
        tx,
        "sales",
        reference_since=TEN - timedelta(days=14),
        since=TEN,
        until=TEN + HOUR,
        announced_numbers=[],
        announced_codes=[],
    )
    return {} if counts is None else {one.mark: one.now for one in counts.counts}


async def test_the_marks_of_contacts_are_counted_by_queue_and_time(tx: Transaction) -> None:
    await deliver(
        tx,
        on_contact_ended,
        contact(1, at=TEN, dialed_number="+43999", campaign_code="NEW", code="OLD"),
        contact(2, at=TEN, dialed_number="+43999", code="OLD"),
        contact(3, at=TEN + 2 * HOUR, dialed_number="+43999"),
    )
    assert await marks_at_ten(tx) == {
        Mark("number", "+43999"): 2,
        Mark("code", "NEW"): 1,
        Mark("code", "OLD"): 1,
    }
    assert emitted(tx) == ()


async def test_a_contact_without_marks_points_to_nothing(tx: Transaction) -> None:
    await deliver(tx, on_contact_ended, contact(1, at=TEN))
    assert await marks_at_ten(tx) == {}
    assert emitted(tx) == ()


async def test_the_same_contact_twice_counts_once(tx: Transaction) -> None:
    first = contact(1, at=TEN, code="OLD")
    envelope = enveloped(first, now=tx.now)
    await deliver(tx, on_contact_ended, envelope, envelope)
    await deliver(tx, on_contact_ended, first, contact(1, at=TEN, code="NEW"))
    assert await marks_at_ten(tx) == {Mark("code", "NEW"): 1}


async def test_a_business_event_is_remembered_for_five_days(tx: Transaction) -> None:
    await deliver(tx, on_business_event_happened, bill_run())
    expected = BusinessEvent(
        business_event_id="bills-2025-03",
        kind="bill_run",
        label="Bills of March",
        happened_at=TEN,
        ends_at=None,
        queues=("billing",),
        size=30_000,
    )
    assert await business_events.list_around(tx, "billing", TEN, TEN + HOUR) == [expected]
    later = TEN + timedelta(days=5, seconds=1)
    assert await business_events.list_around(tx, "billing", later, later + HOUR) == []
    assert emitted(tx) == ()


async def test_a_business_event_of_another_queue_explains_nothing_here(tx: Transaction) -> None:
    await deliver(tx, on_business_event_happened, bill_run())
    assert await business_events.list_around(tx, "sales", TEN, TEN + HOUR) == []


async def test_a_business_event_told_twice_counts_once_as_told_last(tx: Transaction) -> None:
    envelope = enveloped(bill_run(), now=tx.now)
    await deliver(tx, on_business_event_happened, envelope, envelope)
    await deliver(tx, on_business_event_happened, bill_run(queues=(), size=None))
    (known,) = await business_events.list_around(tx, "sales", TEN, TEN + HOUR)
    assert (known.size, known.queues) == (None, ())
