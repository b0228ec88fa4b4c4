"""The model of the reasons: learnt when that is worth it, kept in versions that explain what they told."""

from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from insight_builders import PRICE, ROUTER, contact, reason
from insight_svc.commands.describe_reason import describe_reason
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.commands.explain_reason import explain_contact
from insight_svc.commands.learn_reasons import learn_reasons
from insight_svc.reactions.contact_ended import on_contact_ended
from insight_svc.store import reason_models

MODEM = "The modem light blinks red since yesterday"


async def labelled(tx: Transaction, count: int, *, first: int) -> None:
    """Contacts whose reason somebody said: red lights are a matter of the router."""
    await deliver(
        tx,
        on_contact_ended,
        *(
            contact(n, reason_code="router-question", note_text="modem light red")
            if n % 2
            else contact(n, reason_code="price-question", note_text="discount for a year")
            for n in range(first, first + count)
        ),
    )


async def test_without_described_reasons_nothing_is_told(tx: Transaction) -> None:
    assert await learn_reasons(tx) is None
    await deliver(tx, on_contact_ended, contact(1, note_text=MODEM))
    await examine_contacts(tx)
    told = await explain_contact(tx, "acd-1")
    assert (told.reason, told.prediction, told.model_version) == (None, None, None)


async def test_what_people_said_is_learnt_and_the_old_answer_stays_explained(tx: Transaction) -> None:
    await describe_reason(tx, ROUTER)
    await describe_reason(tx, PRICE)
    await deliver(tx, on_contact_ended, contact(1, note_text="will the old router work"))
    await examine_contacts(tx)
    before = await explain_contact(tx, "acd-1")
    await labelled(tx, 40, first=100)
    await deliver(tx, on_contact_ended, contact(2, note_text=MODEM))
    await examine_contacts(tx)
    after = await explain_contact(tx, "acd-2")
    assert (before.reason, before.model_version) == ("router-question", 1)
    assert (after.reason, after.model_version) == ("router-question", 2)
    assert after.prediction is not None
    assert {word.word for word in after.prediction.words} == {"modem", "light", "red"}
    assert await explain_contact(tx, "acd-1") == before


async def test_a_few_more_labels_are_not_worth_learning_anew(tx: Transaction) -> None:
    await describe_reason(tx, ROUTER)
    await describe_reason(tx, PRICE)
    await labelled(tx, 40, first=100)
    first = await learn_reasons(tx)
    await labelled(tx, 6, first=200)
    again = await learn_reasons(tx)
    assert first is not None
    assert again is not None
    assert (first.version, again.version) == (1, 1)


async def test_a_model_comes_back_from_the_database_as_it_went_in(tx: Transaction) -> None:
    await describe_reason(tx, ROUTER)
    await describe_reason(tx, PRICE)
    await labelled(tx, 40, first=100)
    made = await learn_reasons(tx)
    assert made is not None
    kept = await reason_models.find(tx, made.version)
    assert kept is not None
    assert kept.model.predict([MODEM, "price"]) == made.model.predict([MODEM, "price"])


async def test_a_note_that_fits_two_reasons_is_left_unclear_with_its_confidence(tx: Transaction) -> None:
    await describe_reason(tx, reason("device", "Device", "router"))
    await describe_reason(tx, reason("money", "Money", "price"))
    await deliver(tx, on_contact_ended, contact(1, note_text="the price of the router"))
    await examine_contacts(tx)
    told = await explain_contact(tx, "acd-1")
    assert told.reason is None
    assert told.prediction is not None
    assert round(told.prediction.confidence, 9) == 0.5
