"""What campaigns brought, over HTTP."""

from dataclasses import replace
from math import log
from uuid import UUID

import pytest
from staffing_api import Api
from staffing_builders import CAMPAIGN, MONDAY
from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.layers import Pace
from staffing_svc.domain.layers.channel_results import ChannelResult
from staffing_svc.domain.layers.uplift import Uplift
from staffing_svc.store import campaign_results

RESULT = CampaignResult(
    campaign_id=CAMPAIGN,
    queue="sales",
    campaign_class="standard",
    channel="email",
    reached=40_000,
    told_contacts=1200,
    uplift=Uplift(600, 1000, 1600, 900, 1250, 1600, 273.0),
    fitted=1300,
    fitted_sd=80,
    measured_at=MONDAY,
    by_channel=(
        ChannelResult("email", 30_000, 800.0, 950.0, 70.0, Pace(log(1.5), 0.1)),
        ChannelResult("sms", 10_000, 200.0, 350.0, 60.0, None),
    ),
)


async def test_results_are_listed_by_campaign_beside_what_was_predicted(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await campaign_results.add(tx, RESULT)
        await campaign_results.add(tx, replace(RESULT, campaign_id=UUID(int=7), queue="service"))
    (found,) = (await api.client.get(f"/v1/campaign-results?campaign_id={CAMPAIGN}")).json()["items"]
    assert (found["predicted"], found["measured"], found["told"], found["inside"]) == (1000, 1250, 1200, True)
    assert found["predicted_to_measured"] == 0.8
    email, sms = found["by_channel"]
    assert (email["channel"], email["contacts"], email["predicted"]) == ("email", 950, 800)
    assert email["pace"] == pytest.approx(1.5)
    assert (sms["channel"], sms["reached"], sms["contacts_sd"], sms["pace"]) == ("sms", 10_000, 60, None)
    first = (await api.client.get("/v1/campaign-results?limit=1")).json()
    second = (await api.client.get(f"/v1/campaign-results?limit=1&cursor={first['next']}")).json()
    assert {first["items"][0]["queue"], second["items"][0]["queue"]} == {"sales", "service"}
