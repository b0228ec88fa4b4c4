"""A dialed number or a code leads to the brief of the campaign that the caller means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from campaign_builders import terms_of_a_campaign
from campaign_svc.domain.brief_lookup import FoundBrief, keys_of, normalised, ranked

NOW = datetime(2025, 3, 20, tzinfo=UTC)


def found(name: str, starts_in_days: int, lasts_days: int = 10) -> FoundBrief:
    terms = terms_of_a_campaign()
    launch_at = NOW + timedelta(days=starts_in_days)
    return FoundBrief(
        UUID(int=1), 1, name, launch_at, launch_at + timedelta(days=lasts_days), terms.offer, terms.brief
    )


def test_a_campaign_is_found_by_its_numbers_its_codes_and_its_offers_code() -> None:
    assert keys_of(terms_of_a_campaign()) == {
        ("number", "+498001234"),
        ("code", "spring"),
        ("code", "fibre25"),
    }


def test_a_number_is_found_however_it_is_written() -> None:
    assert normalised("number", "+49 (800) 12-34") == "+498001234"
    assert normalised("number", "0800 / 1234") == "08001234"


def test_a_code_is_found_in_any_case() -> None:
    assert normalised("code", " Spring ") == "spring"


def test_a_key_of_nothing_but_punctuation_finds_nothing() -> None:
    assert ("number", "") not in keys_of(replace(terms_of_a_campaign(), dialed_numbers=("---",)))


def test_the_running_campaign_comes_before_the_next_and_the_last() -> None:
    briefs = [found("over", -30), found("next", 3), found("running, older", -5), found("running", -1)]
    assert [brief.name for brief in ranked(briefs, NOW)] == ["running", "running, older", "next", "over"]
