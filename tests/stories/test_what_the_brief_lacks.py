"""Callers of a campaign ask what its brief does not answer: marketing hears it, with words but without names."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from concert_chassis.company import Company
from concert_contracts.external import ContactEnded
from concert_contracts.insight import InsightPublished
from sample_company import FIBRE_NUMBER, acknowledged, announced, asked, campaign, contact, said

LAUNCH = datetime(2025, 3, 17, 9, 0, tzinfo=UTC)


def caller(number: int) -> str:
    return sha256(f"caller {number}".encode()).hexdigest()


def calls_of_the_campaign() -> list[ContactEnded]:
    """Thirty callers ask where the old router goes, ten what it costs: the brief answers only the second."""
    asked_about = [("router_return", "Where do I send the old router? My number is 0664 1234567.")] * 30
    asked_about += [("price", "What does fibre cost?")] * 10
    return [
        contact(
            number,
            at=LAUNCH,
            dialed_number=FIBRE_NUMBER,
            caller_hash=caller(number),
            reason_code=topic,
            note_text=note,
        )
        for number, (topic, note) in enumerate(asked_about)
    ]


def other_calls(*, topic: str = "contract_question") -> list[ContactEnded]:
    return [
        contact(
            number, at=LAUNCH, caller_hash=caller(number), reason_code=topic, note_text="About my contract."
        )
        for number in range(100, 180)
    ]


async def launched(company: Company) -> str:
    await company.at("2025-03-03T08:00")
    fibre = await announced(company, campaign(LAUNCH))
    await acknowledged(company, fibre)
    await company.at(LAUNCH)
    await company.at(LAUNCH + timedelta(minutes=30))
    return fibre


async def test_marketing_hears_what_its_callers_ask_and_the_brief_does_not_answer(company: Company) -> None:
    fibre = await launched(company)
    await company.say(*other_calls(), *calls_of_the_campaign())
    await company.at(LAUNCH + timedelta(minutes=31))

    (insight,) = said(company, InsightPublished)
    assert (insight.insight_type, insight.owner_department) == ("campaign_confusion", "marketing")
    assert (insight.campaign_id, insight.evidence_contacts) == (UUID(fibre), 30)
    assert insight.p_value is not None
    assert insight.p_value < 0.001
    assert "router" in insight.top_terms
    assert 0 < len(insight.examples) <= 5
    assert not any("0664" in example or "1234567" in example for example in insight.examples)
    for_marketing = await asked(
        company, "insight-svc", "/v1/insights", role="campaign_owner", owner="marketing", campaign_id=fibre
    )
    assert [one["topic"] for one in for_marketing["items"]] == ["router_return"]
    timeline = await asked(company, "campaign-svc", f"/v1/campaigns/{fibre}/timeline")
    assert timeline["items"][-1]["type"] == InsightPublished.WIRE_NAME


async def test_nobody_is_told_of_a_question_that_everybody_asks(company: Company) -> None:
    await launched(company)
    await company.say(*other_calls(topic="router_return"), *calls_of_the_campaign())
    await company.at(LAUNCH + timedelta(minutes=31))
    assert said(company, InsightPublished) == []
