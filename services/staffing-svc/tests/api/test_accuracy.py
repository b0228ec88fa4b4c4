"""How good forecasts were, over HTTP."""

from datetime import timedelta

from staffing_api import Api
from staffing_builders import MONDAY, a_baseline, a_queue, is_open
from staffing_svc.commands.score_forecasts import score_forecasts
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import forecasts, intervals

MADE = MONDAY - timedelta(weeks=1)


async def test_scores_are_listed_by_queue_and_lead(api: Api) -> None:
    api.clock.set(MONDAY + timedelta(hours=9))
    async with api.transactions.begin() as tx:
        queue = await set_up_queue(tx, a_queue(), seen_version=0)
        await forecasts.add(tx, a_baseline())
        times = [MADE + timedelta(minutes=30 * index) for index in range(48 * 7)]
        await intervals.put(tx, [Interval("sales", at, 1800, 80 if is_open(at) else 0) for at in times])
        await score_forecasts(tx, queue)
    headers = api.role("planner")
    listed = (await api.client.get("/v1/accuracy?queue=sales&limit=1", headers=headers)).json()
    rest = await api.client.get(f"/v1/accuracy?queue=sales&limit=1&cursor={listed['next']}", headers=headers)
    assert [listed["items"][0]["lead"], rest.json()["items"][0]["lead"]] == ["1 week", "1 day"]
    assert listed["items"][0]["wape"] == 0.25
    day = (await api.client.get("/v1/accuracy", params={"lead": "1 day"}, headers=headers)).json()["items"]
    assert [(one["version"], one["intervals"]) for one in day] == [(1, 24)]
    assert (await api.client.get("/v1/accuracy?queue=billing", headers=headers)).json()["items"] == []
    assert (await api.client.get("/v1/accuracy?lead=year", headers=headers)).status_code == 422
