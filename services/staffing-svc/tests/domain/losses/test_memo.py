"""The memo begins with what can be won, names the link that failed, and shows every figure as a range."""

from dataclasses import replace
from datetime import UTC, date, datetime

from staffing_svc.domain.losses import (
    Approval,
    CampaignCase,
    CausePart,
    ChainVerdict,
    MoneyRange,
    memo,
    memo_html,
)
from staffing_svc.domain.losses.memo import Before

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
    parts=(CausePart("Spring tariff", 0.5, 0.6, 0.7, MoneyRange(49_266, 55_987, 63_626, "EUR")),),
    more_answered_contacts=140.0,
    worth_with_notice=MoneyRange(40_000, 50_000, 60_000, "EUR"),
    levers=("overtime", "training"),
    missing=(),
    basis=("forecast version 12",),
    modelled_by=("5 % of callers turn away (survey of March)",),
)
APPROVED = Approval(2, "Head of service", datetime(2025, 3, 16, 8, 30, tzinfo=UTC))


def text(case: CampaignCase) -> str:
    return "\n".join(line for section in memo(case).sections for line in section.paragraphs)


def test_the_benefit_comes_first() -> None:
    first = memo(CASE).sections[0]
    assert "140 more" in first.paragraphs[0]
    assert "EUR 500.00 (400.00 to 600.00)" in first.paragraphs[0]


def test_who_never_reached_the_queue_is_told_apart_from_who_gave_up() -> None:
    assert "30 more found no line or were sent elsewhere" in text(replace(CASE, never_offered_contacts=30))
    assert "no line" not in text(CASE)


def test_late_notice_is_named_with_its_days() -> None:
    assert "3 days before its launch" in text(CASE)
    assert "asks for 14 days" in text(CASE)


def test_the_centers_own_omission_is_called_ours() -> None:
    assert "That is ours" in text(replace(CASE, chain=ChainVerdict.UNTRANSLATED, notice_days=20))


def test_where_notice_would_have_changed_nothing_no_benefit_is_claimed() -> None:
    useless = replace(CASE, worth_with_notice=MoneyRange(0, 0, 0, "EUR"))
    assert "would not have changed" in memo(useless).sections[0].paragraphs[0]


def test_modelled_losses_are_not_added_to_observed_ones() -> None:
    assert "not added to it: EUR 120.00" in text(CASE)
    assert "survey of March" in text(CASE)


def test_where_nobody_measured_who_turned_away_the_memo_says_so_and_names_no_sum() -> None:
    unmeasured = text(replace(CASE, modelled=MoneyRange(0, 0, 0, "EUR"), modelled_by=()))
    assert "not estimated: nobody has measured" in unmeasured
    assert "EUR 0.00" not in unmeasured


def test_a_later_version_says_what_changed_after_the_benefit_and_a_first_one_does_not() -> None:
    later = replace(CASE, before=Before(1, ("Observed loss: EUR 1.00 then, EUR 2.00 now.",)))
    assert memo(later).sections[1].heading == "What changed since version 1"
    assert memo(later).sections[1].paragraphs == ("Observed loss: EUR 1.00 then, EUR 2.00 now.",)
    assert all("changed" not in section.heading for section in memo(CASE).sections)


def test_an_unapproved_memo_says_that_it_is_a_draft() -> None:
    assert "Draft: not sent" in memo_html(memo(CASE), approval=None)
    approved = memo_html(memo(CASE), approval=APPROVED)
    assert "Draft" not in approved
    assert "Version 2, approved by Head of service on 2025-03-16 08:30 UTC" in approved


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    page = memo_html(memo(replace(CASE, campaign="<script>alert(1)</script>")), approval=None)
    assert "<script" not in page
    assert "http" not in page
