"""What may not be kept is not kept: a labelled set is the gate, and hostile notes cost no time."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from insight_svc.domain.redaction import iban_fits, luhn, redact, token, without_tokens

KEY = b"k" * 32

# Test numbers that the schemes themselves publish; (note, kinds in order, what may not be left).
LABELLED: list[tuple[str, list[str], list[str]]] = [
    ("Card 4111 1111 1111 1111 please", ["CARD"], ["4111"]),
    ("5555-5555-5555-4444", ["CARD"], ["5555"]),
    ("amex 378282246310005.", ["CARD"], ["37828"]),
    ("Visa 4111.1111.1111.1111", ["CARD"], ["1111"]),
    ("fullwidth ４１１１１１１１１１１１１１１１", ["CARD"], ["１１"]),
    ("hidden 4111\u200b1111\u200b1111\u200b1111", ["CARD"], ["1111"]),
    ("IBAN DE89 3704 0044 0532 0130 00 for the refund", ["IBAN"], ["3704", "DE89"]),
    ("iban gb29nwbk60161331926819", ["IBAN"], ["nwbk"]),
    ("AT61 1904 3002 3457 3201 is hers", ["IBAN"], ["1904"]),
    ("DE89-3704-0044-0532-0130-00", ["IBAN"], ["3704"]),
    ("NO93 8601 1117 947", ["IBAN"], ["8601"]),
    ("mail ada.lovelace+x@mail.example.org today", ["EMAIL"], ["ada", "example"]),
    ("ÄNNE@example.at", ["EMAIL"], ["example"]),
    ("call +43 660 1234567", ["PHONE"], ["660", "1234567"]),
    ("call (0660) 123-45-67 after five", ["PHONE"], ["0660"]),
    ("0043/660/1234567", ["PHONE"], ["660"]),
    ("+1 (212) 555-0142", ["PHONE"], ["555"]),
    ("customer 12345678", ["NUMBER"], ["12345678"]),
    ("ID1234567 and A9876543210B", ["NUMBER", "NUMBER"], ["1234567", "9876543"]),
    ("born 1990-02-28", ["NUMBER"], ["1990"]),
    ("two: 0660 1234567, 0660 7654321", ["NUMBER"], ["1234567", "7654321"]),
    ("a@b.cc, DE89370400440532013000, +43 1 5880012", ["EMAIL", "IBAN", "PHONE"], ["a@b", "5880012"]),
]

HARMLESS = [
    "Asks if the old router works on fibre.",
    "Order of 2025 for 25 a month, 24 months, 3 people, 100 Mbit",
    "speed is 250/40, ticket A-123, model FB7590",
    "Rechnung vom März, 49,90 EUR",
    "[NAME] asked about [PHONE:0a1b2c] again",
]


@pytest.mark.parametrize(("note", "kinds", "secrets"), LABELLED)
def test_personal_data_becomes_tokens_of_its_kind(note: str, kinds: list[str], secrets: list[str]) -> None:
    kept = redact(note, key=KEY)
    assert re.findall(r"\[([A-Z]+):[0-9a-f]{6}\]", kept) == kinds
    outside = re.sub(r"\[[A-Z]+:[0-9a-f]{6}\]", "", kept)
    assert not [secret for secret in secrets if secret in outside]


@pytest.mark.parametrize("note", HARMLESS)
def test_what_tells_of_nobody_stays(note: str) -> None:
    assert redact(note, key=KEY) == note


def test_the_contacts_own_values_are_found_whatever_their_case() -> None:
    known = {"NAME": ["Ada Lovelace", "Ada"], "ADDRESS": ["Ring 1"]}
    kept = redact("ADA  LOVELACE, ring 1, says Ada; Adamant stays", key=KEY, known=known)
    assert re.findall(r"\[([A-Z]+):", kept) == ["NAME", "ADDRESS", "NAME"]
    assert "Adamant stays" in kept


def test_the_same_value_gives_the_same_token_however_it_was_written_and_only_under_one_key() -> None:
    one, other = redact("+43 660 1234567", key=KEY), redact("+43/660/12 34 567", key=KEY)
    assert one == other
    assert redact("+43 660 1234567", key=b"x" * 32) != one
    assert token("PHONE", "1", KEY) != token("CARD", "1", KEY)


def test_other_departments_see_only_the_kind() -> None:
    assert without_tokens(redact("call 0660 1234567 back", key=KEY)) == "call [PHONE] back"


def test_check_digits_of_published_examples() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert iban_fits("GB82WEST12345698765432")
    assert not iban_fits("GB82WEST12345698765431")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_redacting_twice_is_redacting_once(note: str) -> None:
    once = redact(note, key=KEY)
    assert redact(once, key=KEY) == once


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.integers(10**6, 10**19), st.text(max_size=40))
def test_no_run_of_seven_digits_is_ever_kept(before: str, number: int, after: str) -> None:
    kept = redact(f"{before} {number} {after}", key=KEY)
    outside = re.sub(r"\[[A-Z]+:[0-9a-f]{6}\]", " ", kept)
    assert not re.search(r"\d{7}", outside)


@pytest.mark.parametrize("piece", ["1 ", "a@", "@", "DE89 ", "(((", "1.a", "[PHONE:", "A" * 40, "a.b-"])
def test_a_hostile_note_of_20_000_characters_is_redacted_in_linear_steps(piece: str) -> None:
    """Patterns are bounded: the work per character does not grow with the note (checked by its result)."""
    assert len(redact(piece * (20_000 // len(piece)), key=KEY)) <= 40_000


def test_recall_over_a_thousand_made_up_notes_is_complete() -> None:
    draw = random.Random(7)
    missed = 0
    for _ in range(1000):
        digits = f"0{draw.randint(600, 699)}{draw.randint(10**6, 10**7 - 1)}"
        cut = draw.randint(3, 8)
        phone = digits[:cut] + draw.choice(["", " ", "-", "/", ". "]) + digits[cut:]
        kept = redact(f"Please call {phone} about the bill", key=KEY)
        missed += not re.search(r"call \[PHONE:[0-9a-f]{6}\] about the bill", kept)
    assert missed == 0
