"""Whether a brief answers what callers ask."""

import pytest
from insight_builders import CAMPAIGN, NOW, ROUTER
from insight_svc.domain.campaigns import AnnouncedCampaign, BriefAnswer, topics_of
from insight_svc.domain.contacts import key_of


def campaign(*answers: tuple[str, str]) -> AnnouncedCampaign:
    brief = tuple(BriefAnswer(topic, text) for topic, text in answers)
    return AnnouncedCampaign(CAMPAIGN, 1, "Fibre", "marketing", NOW, NOW, (), (), brief, None)


@pytest.mark.parametrize(
    ("answers", "is_answered"),
    [
        ([], False),
        ([("price", "25 a month")], False),
        ([("Routers", "They can stay.")], True),
        ([("equipment", "The old router can be kept.")], True),
        ([("activation", "On the day of the fibre installation.")], False),
    ],
)
def test_a_topic_is_answered_where_its_words_are(answers: list[tuple[str, str]], is_answered: bool) -> None:
    assert campaign(*answers).answers(topics_of("router-question", ROUTER)) is is_answered


def test_a_code_that_nobody_described_is_asked_by_its_own_words() -> None:
    assert topics_of("installation_date", None) == ("installation date",)
    assert campaign(("date", "x")).answers(topics_of("installation_date", None))
    assert not campaign(("price", "x")).answers(topics_of("installation_date", None))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("+43 (800) 100-200", "+43800100200"),
        ("Spring 25!", "spring25"),
        ("  ", None),
        (None, None),
        ("---", None),
    ],
)
def test_codes_and_numbers_have_one_spelling(typed: str | None, key: str | None) -> None:
    assert key_of(typed) == key
