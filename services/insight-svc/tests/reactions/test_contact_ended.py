"""A contact is over: it is kept as a fact, and nothing in it tells who it was."""

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from insight_builders import contact
from insight_svc.reactions.contact_ended import on_contact_ended
from insight_svc.store.tables import CONTACT
from sqlalchemy import select

SPOKEN = (
    "Card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, mail ada@example.org, tel +43 660 1234567."
)


async def test_a_contact_is_kept_with_its_note_redacted(tx: Transaction) -> None:
    await deliver(
        tx, on_contact_ended, contact(1, note_text=SPOKEN, dialed_number="+43 800 100200", code="Fibre25")
    )
    (row,) = (await tx.execute(select(CONTACT))).all()
    assert (row.contact_id, row.queue, row.examined) == ("acd-1", "sales", False)
    assert (row.dialed_number, row.code) == ("+43800100200", "fibre25")
    kinds = [part.split(":")[0] for part in row.note.split("[")[1:]]
    assert kinds == ["CARD", "IBAN", "EMAIL", "PHONE"]
    assert not any(secret in row.note for secret in ("4111", "3704", "ada@", "660", "1234567"))
    assert row.caller is not None
    assert row.caller != contact(1).caller_hash


async def test_a_note_that_calls_itself_redacted_is_redacted_again(tx: Transaction) -> None:
    await deliver(tx, on_contact_ended, contact(1, note_text="[NAME] on 0660 1234567", note_redacted=True))
    (note,) = (await tx.execute(select(CONTACT.c.note))).scalars()
    assert note.startswith("[NAME] on [PHONE:")


async def test_a_contact_without_a_note_or_a_reason_asks_for_nothing(tx: Transaction) -> None:
    await deliver(tx, on_contact_ended, contact(1, caller_hash=None))
    (row,) = (await tx.execute(select(CONTACT))).all()
    assert (row.note, row.caller, row.reason) == (None, None, None)
    assert emitted(tx) == ()


async def test_the_same_contact_twice_is_one_contact(tx: Transaction) -> None:
    heard = enveloped(contact(1, note_text="bill"), now=tx.now)
    await deliver(tx, on_contact_ended, heard, heard)
    assert len((await tx.execute(select(CONTACT))).all()) == 1


async def test_a_later_report_of_a_contact_replaces_the_earlier_even_in_one_batch(tx: Transaction) -> None:
    await deliver(
        tx, on_contact_ended, contact(1, note_text="first"), contact(2), contact(1, note_text="then")
    )
    rows = (await tx.execute(select(CONTACT.c.note).order_by(CONTACT.c.contact_id))).scalars().all()
    assert rows == ["then", None]
