"""The memo as a PDF says what the page says, the same bytes each time, and no letter becomes a box in silence."""

import base64
import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from staffing_svc.domain.losses import (
    Approval,
    CampaignCase,
    CausePart,
    ChainVerdict,
    MoneyRange,
    memo,
    memo_html,
    memo_pdf,
    state_of,
)
from staffing_svc.domain.losses.letters import in_letters_of

CASE = CampaignCase(
    campaign="Spring tariff",
    queues=("sales",),
    window_start=datetime(2025, 3, 15, 9, 0, tzinfo=UTC),
    window_end=datetime(2025, 3, 15, 14, 0, tzinfo=UTC),
    launched_on=date(2025, 3, 15),
    announced_on=date(2025, 3, 12),
    notice_days=3,
    agreed_notice_days=14,
    chain=ChainVerdict.LATE_NOTICE,
    offered_contacts=1_200,
    expected_contacts=800.0,
    abandoned_contacts=252,
    redial_share=0.55,
    observed=MoneyRange(82_110, 93_312, 106_043, "EUR"),
    modelled=MoneyRange(0, 12_000, 30_000, "EUR"),
    parts=(
        CausePart("Spring tariff", 0.5, 0.6, 0.7, MoneyRange(49_266, 55_987, 63_626, "EUR")),
        CausePart("own staffing", 0.0, 0.0, 0.0, MoneyRange(32_844, 37_325, 42_417, "EUR")),
    ),
    more_answered_contacts=140.0,
    worth_with_notice=MoneyRange(40_000, 50_000, 60_000, "EUR"),
    levers=("shifts moved", "training"),
    missing=(),
    basis=("Ledger entry 0196 on sales, forecast version 12, detector version 3.",),
    modelled_by=("5 % of callers turn away (survey of March)",),
)
APPROVED = Approval(2, "Head of service", datetime(2025, 3, 16, 8, 30, tzinfo=UTC))


def words(pdf: bytes) -> str:
    """What the pages write, lines joined; the font keeps the codes of ASCII, so that it can be read as it is."""
    found = []
    for packed in re.findall(rb"ASCII85Decode[^>]*>>\s*stream\r?\n(.*?)~>", pdf, re.DOTALL):
        content = zlib.decompress(base64.a85decode(packed.strip()))
        found += re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content)
    joined = b" ".join(found).decode("latin-1")
    return re.sub(r"\s+", " ", re.sub(r"\\([()\\])", r"\1", joined))


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d,.]*\d|\d", text))


def test_page_and_pdf_say_the_same_figures_and_the_same_words() -> None:
    page = re.sub(r"<(style|title)>.*?</\1>", "", memo_html(memo(CASE), approval=APPROVED), flags=re.DOTALL)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    pdf = words(memo_pdf(memo(CASE), approval=APPROVED))
    for section in memo(CASE).sections:
        assert section.heading in pdf
        for text in (*section.paragraphs, *(cell for row in section.table for cell in row)):
            assert text in pdf, text
    foot = f"{state_of(APPROVED)} Page 1"
    assert figures(f"{plain} {foot}") == figures(pdf)


def test_the_same_memo_is_the_same_file() -> None:
    first = memo_pdf(memo(CASE), approval=APPROVED)
    assert first == memo_pdf(memo(CASE), approval=APPROVED)
    assert first.startswith(b"%PDF-")
    assert first != memo_pdf(memo(replace(CASE, abandoned_contacts=253)), approval=APPROVED)


def test_every_page_of_an_unapproved_memo_says_that_it_is_a_draft() -> None:
    long = replace(CASE, basis=tuple(f"Ledger entry {n} on sales." for n in range(120)))
    pdf = words(memo_pdf(memo(long), approval=None))
    assert pdf.count("Page ") >= 3
    assert pdf.count("Draft: not sent, waiting for approval") == pdf.count("Page ") + 1
    assert "Version 2, approved by Head of service" in words(memo_pdf(memo(CASE), approval=APPROVED))


def test_its_font_is_inside_and_nothing_in_it_points_elsewhere() -> None:
    pdf = memo_pdf(memo(replace(CASE, campaign="<b>&amp; (loud) \\ </b>")), approval=None)
    assert b"/FontFile2" in pdf
    assert b"/URI" not in pdf
    assert "<b>&amp;(loud)\\</b>" in words(pdf).replace(" ", "")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Frühling für Øresund", "Frühling für Øresund"),
        ("Łódź wiosną", "Lódz wiosna"),
        ("Őszi akció", "Oszi akció"),
        ("Весенний тариф Щ", "Vesenniy tarif Shch"),
        ("Άνοιξη", "Anoixi"),
        ("春の新料金", "[?][?][?][?][?]"),
        ("Sale \N{PARTY POPPER}", "Sale [?]"),
        ("a\u0301\u200bb\u2003c", "áb c"),
    ],
)
def test_a_name_is_written_in_the_letters_there_are(name: str, written: str) -> None:
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    assert in_letters_of(name, latin.__contains__) == written


NOTE = "Some letters cannot be shown here and are written otherwise"


def test_a_name_that_had_to_be_written_otherwise_is_said_to_be() -> None:
    pdf = words(memo_pdf(memo(replace(CASE, campaign="Весна")), approval=None))
    assert "Vesna: what our customers found" in pdf
    assert NOTE in pdf


def test_umlauts_and_accents_are_written_as_they_are_and_nothing_is_noted() -> None:
    assert NOTE not in words(
        memo_pdf(memo(replace(CASE, campaign="Frühling à Zürich, ¿señor?")), approval=None)
    )
