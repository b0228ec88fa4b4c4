"""The timeline in the order of time with its events, and the chain with its times and links."""

from uuid import UUID

from campaign_api import Api
from campaign_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from campaign_svc.reactions.announcement_delivered import on_announcement_delivered
from campaign_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from campaign_svc.reactions.volume_surge import on_volume_surge
from campaign_svc.timers.launches import LAUNCHES
from center_said import acknowledged, delivered, plan_raised, surge
from concert_chassis.testing import deliver


async def heard(api: Api, campaign_id: str) -> None:
    about = UUID(campaign_id)
    for reaction, event in (
        (on_announcement_delivered, delivered(about)),
        (on_announcement_acknowledged, acknowledged(about)),
        (on_staffing_plan_raised, plan_raised(about)),
    ):
        async with api.transactions.begin() as tx:
            await deliver(tx, reaction, event)


async def test_the_timeline_tells_the_whole_story_in_pages(api: Api) -> None:
    campaign_id = (await api.announced()).json()["campaign_id"]
    await heard(api, campaign_id)
    api.clock.set("2025-03-15T08:00:01")
    api.client.headers.update(api.role("campaign_owner"))
    async with api.transactions.begin() as tx:
        await LAUNCHES.run(tx)
    api.clock.set("2025-03-15T09:00:00")
    async with api.transactions.begin() as tx:
        await deliver(tx, on_volume_surge, surge(UUID(campaign_id)))
    entries = []
    cursor: dict[str, str] = {}
    while True:
        page = (
            await api.client.get(f"/v1/campaigns/{campaign_id}/timeline", params={"limit": 2, **cursor})
        ).json()
        entries += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [entry["type"].split(".")[2] for entry in entries] == [
        "CampaignAnnounced",
        "AnnouncementDelivered",
        "AnnouncementAcknowledged",
        "StaffingPlanRaised",
        "CampaignLaunched",
        "VolumeSurge",
    ]
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert len({entry["event_id"] for entry in entries}) == 6
    assert entries[0]["data"]["terms"]["name"] == "Spring fibre"


async def test_the_chain_shows_when_each_link_held_and_by_which_event(api: Api) -> None:
    campaign_id = (await api.announced()).json()["campaign_id"]
    await heard(api, campaign_id)
    told = (await api.client.get(f"/v1/campaigns/{campaign_id}/chain")).json()
    timeline = (await api.client.get(f"/v1/campaigns/{campaign_id}/timeline")).json()["items"]
    (chain,) = told["chains"]
    assert [link["link"] for link in chain["links"]] == [
        "announced",
        "delivered",
        "acknowledged",
        "translated",
    ]
    assert [link["event_id"] for link in chain["links"]] == [entry["event_id"] for entry in timeline]
    assert [link["due_at"] for link in chain["links"]] == [
        None,
        "2025-03-01T10:00:00Z",
        "2025-03-05T00:00:00Z",
        "2025-03-06T00:00:00Z",
    ]
    assert (chain["breach"], chain["closed"], told["waivers"]) == (None, False, [])


async def test_a_planner_waives_a_short_notice_and_marketing_cannot(api: Api) -> None:
    soon = "2025-03-10T08:00:00Z"
    waves = [{"wave": 1, "channel": "email", "size": 50_000, "send_at": "2025-03-15T08:00:00Z"}]
    campaign_id = (await api.announced(launch_at=soon, waves=waves)).json()["campaign_id"]
    address = f"/v1/campaigns/{campaign_id}/waiver"
    own = await api.client.post(address, json={"reason": "be kind"})
    assert own.status_code == 403
    given = await api.client.post(address, json={"reason": "spare capacity"}, headers=api.role("planner"))
    assert given.status_code == 201
    chain = (await api.client.get(f"/v1/campaigns/{campaign_id}/chain")).json()
    assert chain["chains"][0]["breach"]["verdict"] == "LATE_NOTICE"
    assert chain["chains"][0]["breach"]["attributed_to"] == "marketing"
    assert [(waiver["waived_by"], waiver["reason"]) for waiver in chain["waivers"]] == [
        ("local-planner", "spare capacity")
    ]
