"""Everyone signed in reads campaigns; only the department they belong to writes them."""

import pytest
from campaign_api import Api, a_body


@pytest.mark.parametrize("role", ["planner", "supervisor", "agent", "executive", "sales"])
async def test_others_read_campaigns_and_never_write_them(api: Api, role: str) -> None:
    address = (await api.announced()).headers["location"]
    headers = api.role(role)
    assert (await api.client.get(address, headers=headers)).status_code == 200
    assert (await api.client.post("/v1/campaigns", json=a_body(), headers=headers)).status_code == 403
    change = await api.client.patch(address, json={"name": "B"}, headers={**headers, "If-Match": "*"})
    assert change.status_code == 403
    cancelled = await api.client.post(f"{address}/cancellation", json={"reason": "no"}, headers=headers)
    assert (cancelled.status_code, cancelled.json()["code"]) == (403, "not-allowed")


async def test_an_owner_of_another_department_cannot_change_it(api: Api) -> None:
    address = (await api.announced()).headers["location"]
    sales = {**api.role("campaign_owner", department="sales"), "If-Match": "*"}
    answer = await api.client.patch(address, json={"name": "B"}, headers=sales)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-department")


async def test_a_connected_system_announces_for_marketing_or_for_whom_it_names(api: Api) -> None:
    system = api.role("system")
    unnamed = await api.client.post("/v1/campaigns", json=a_body(), headers=system)
    named = await api.client.post("/v1/campaigns", json=a_body(department="sales"), headers=system)
    departments = [answer.json()["terms"]["department"] for answer in (unnamed, named)]
    assert departments == ["marketing", "sales"]


async def test_without_a_token_nothing_is_shown(api: Api) -> None:
    assert (await api.client.get("/v1/campaigns", headers={"Authorization": ""})).status_code == 401
