"""A launch announced three weeks ahead: planned, acknowledged, launched, and nobody has anything to blame."""

from datetime import UTC, datetime

from concert_chassis.company import Company
from concert_contracts.campaign import CampaignLaunched, NoticeBreached
from concert_contracts.staffing import StaffingPlanWithdrawn
from sample_company import acknowledged, announced, asked, campaign, names_said, said, scorecard, told

LAUNCH = datetime(2025, 3, 24, 9, 0, tzinfo=UTC)
LAUNCH_WEEK = {"since": "2025-03-24T00:00Z", "until": "2025-03-31T00:00Z"}


async def on_the_forecast(company: Company) -> float:
    """The contacts that campaigns add to the launch week of the sales queue."""
    found = await asked(company, "staffing-svc", "/v1/forecasts", queue="sales", **LAUNCH_WEEK)
    return float(sum(interval["campaigns"] for interval in found["intervals"]))


async def test_a_launch_announced_three_weeks_ahead_is_planned_acknowledged_and_counts_as_kept(
    company: Company,
) -> None:
    await company.at("2025-03-03T08:00")
    fibre = await announced(company, campaign(LAUNCH))
    assert names_said(company) == ["CampaignAnnounced", "AnnouncementDelivered", "StaffingPlanRaised"]

    plan = await asked(company, "staffing-svc", f"/v1/plans/{fibre}", role="campaign_owner")
    (sales,) = plan["queues"]
    assert sales["baseline_contacts"] > 500
    assert 300 < sales["campaign_contacts"] < 900
    assert sales["peak_required_agents"] > 14
    assert plan["gap_agent_hours"] > 0
    assert await on_the_forecast(company) > 0

    await company.at("2025-03-03T08:40")
    await acknowledged(company, fibre)
    for day in ("2025-03-07T09:00", "2025-03-24T09:00", "2025-03-25T09:00"):
        await company.at(day)
    (launch,) = said(company, CampaignLaunched)
    assert (launch.notice.given_days, launch.notice.on_time) == (21, True)
    assert said(company, NoticeBreached) == []

    card = await scorecard(company)
    assert (card["notice_adherence"]["hits"], card["notice_adherence"]["of"]) == (1, 1)
    assert card["center_acknowledged_in_time"]["hits"] == card["center_translated_in_time"]["hits"] == 1
    timeline = await asked(company, "campaign-svc", f"/v1/campaigns/{fibre}/timeline")
    assert [entry["type"].split(".")[-2] for entry in timeline["items"]] == [
        "CampaignAnnounced",
        "AnnouncementDelivered",
        "StaffingPlanRaised",
        "AnnouncementAcknowledged",
        "CampaignLaunched",
    ]


async def test_a_cancelled_campaign_leaves_no_breach_and_nothing_on_the_forecast(company: Company) -> None:
    await company.at("2025-03-03T08:00")
    fibre = await announced(company, campaign(LAUNCH))
    await company.at("2025-03-04T08:00")
    async with company.client("campaign-svc", "campaign_owner") as marketing:
        reason = {"reason": "The supplier cannot deliver."}
        told(await marketing.post(f"/v1/campaigns/{fibre}/cancellation", json=reason))
    await company.drain()
    (withdrawn,) = said(company, StaffingPlanWithdrawn)
    assert str(withdrawn.campaign_id) == fibre
    assert await on_the_forecast(company) == 0

    for day in ("2025-03-07T09:00", "2025-03-24T09:00", "2025-03-25T09:00"):
        await company.at(day)
    assert said(company, NoticeBreached) == []
    assert said(company, CampaignLaunched) == []
    assert (await scorecard(company))["notice_adherence"]["of"] == 0
