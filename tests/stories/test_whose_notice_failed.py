"""Before anyone is blamed the chain is asked which link failed: announced, delivered, acknowledged, translated."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from concert_chassis.company import Company
from concert_contracts.campaign import NoticeBreached
from concert_contracts.staffing import AnnouncementAcknowledged, AnnouncementDelivered
from sample_company import CAMPAIGN, GOALS, INSIGHT, Opened, announced, asked, campaign, said, scorecard

LAUNCH = datetime(2025, 3, 24, 9, 0, tzinfo=UTC)
EIGHT = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)


def blamed(company: Company) -> list[tuple[str, str, int]]:
    return [
        (breach.verdict, breach.attributed_to, breach.shortfall_days)
        for breach in said(company, NoticeBreached)
    ]


async def two_looks_later(company: Company, first: str, second: str) -> None:
    """A missed deadline is looked at twice before anybody is blamed: a receipt may still be on its way."""
    await company.at(first)
    assert blamed(company) == []
    await company.at(second)


async def test_thirteen_days_of_notice_are_short_by_one_and_only_marketing_answers_for_it(
    company: Company,
) -> None:
    await company.at("2025-03-11T08:00")
    late = await announced(company, campaign(LAUNCH))
    assert blamed(company) == [("LATE_NOTICE", "marketing", 1)]

    for day in ("2025-03-14T09:00", "2025-03-17T09:00", "2025-03-24T09:00", "2025-03-25T09:00"):
        await company.at(day)
    assert blamed(company) == [("LATE_NOTICE", "marketing", 1)]
    card = await scorecard(company)
    assert (card["notice_adherence"]["hits"], card["notice_adherence"]["of"]) == (0, 1)
    assert [(breach["campaign_id"], breach["verdict"]) for breach in card["breaches"]] == [
        (late, "LATE_NOTICE")
    ]


async def test_what_was_announced_in_time_and_never_acknowledged_is_the_centers(company: Company) -> None:
    await company.at(EIGHT)
    fibre = await announced(company, campaign(LAUNCH))
    await company.at("2025-03-05T17:00")
    assert blamed(company) == []

    await two_looks_later(company, "2025-03-06T00:01", "2025-03-06T00:02")
    await company.at("2025-03-24T09:00")
    assert blamed(company) == [("UNACKNOWLEDGED", "contact_center", 0)]
    chains = (await asked(company, "campaign-svc", f"/v1/campaigns/{fibre}/chain"))["chains"]
    assert chains[0]["breach"]["failed_link"] == "acknowledged"
    card = await scorecard(company)
    assert (card["notice_adherence"]["hits"], card["notice_adherence"]["of"]) == (1, 1)
    assert (card["center_acknowledged_in_time"]["hits"], card["center_acknowledged_in_time"]["of"]) == (0, 1)


async def test_an_announcement_that_never_reached_the_center_is_no_fault_of_marketing(opened: Opened) -> None:
    async with opened([CAMPAIGN, INSIGHT, GOALS]) as company:
        await company.at(EIGHT)
        await announced(company, campaign(LAUNCH))
        await company.at(EIGHT + timedelta(minutes=59))
        assert blamed(company) == []
        await two_looks_later(company, "2025-03-03T09:01", "2025-03-03T09:02")
        assert blamed(company) == [("UNDELIVERED", "contact_center", 0)]
        await company.at("2025-03-24T09:00")
        assert (await scorecard(company))["notice_adherence"]["hits"] == 1


async def test_an_announcement_that_the_center_took_note_of_and_never_planned_for_is_untranslated(
    opened: Opened,
) -> None:
    async with opened([CAMPAIGN, INSIGHT, GOALS]) as company:
        await company.at(EIGHT)
        fibre = UUID(await announced(company, campaign(LAUNCH)))
        await company.say(
            AnnouncementDelivered(campaign_id=fibre, campaign_version=1, delivered_at=EIGHT),
            AnnouncementAcknowledged(
                campaign_id=fibre, campaign_version=1, acknowledged_at=EIGHT, acknowledged_by="planner"
            ),
        )
        await company.at("2025-03-06T17:00")
        assert blamed(company) == []
        await two_looks_later(company, "2025-03-07T00:01", "2025-03-07T00:02")
        assert blamed(company) == [("UNTRANSLATED", "contact_center", 0)]
        card = await scorecard(company)
        assert (card["center_translated_in_time"]["hits"], card["center_translated_in_time"]["of"]) == (0, 1)
