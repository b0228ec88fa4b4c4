"""A contact is over: it is kept as a fact, and nothing in it tells who it was."""

from datetime import UTC, datetime

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from insight_builders import CAMPAIGN, announced, contact
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.reactions.campaign_announced import on_campaign_announced
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


async def test_strange_contacts_are_kept_and_examined_like_others(tx: Transaction) -> None:
    """Wrong clocks, texts of the greatest length, other alphabets, nothing but punctuation."""
    long_ago, far_ahead = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    await deliver(tx, on_campaign_announced, announced())
    await deliver(
        tx,
        on_contact_ended,
        contact(1, started_at=long_ago, ended_at=long_ago, dialed_number="+43800100200"),
        contact(2, started_at=far_ahead, ended_at=far_ahead, code="SPRING"),
        contact(3, note_text="9" * 20_000, reason_code="r" * 200),
        contact(4, note_text="客户询问路由器 \U0001f600 \u202e", code="---", dialed_number="???"),
        contact(5, note_text="", wait_s=1e9),
        contact(6, reason_code="unclear", queue="'; DROP TABLE contact; --"),
    )
    await examine_contacts(tx)
    rows = (await tx.execute(select(CONTACT).order_by(CONTACT.c.contact_id))).all()
    assert [row.examined for row in rows] == [True] * 6
    assert [row.campaign_id for row in rows] == [CAMPAIGN, None, None, None, None, None]
    assert len(rows[2].note) < 20
    assert rows[3].code is None
    assert emitted(tx) == ()
