"""A queue whose contacts may wait, for the tests that ask the service about it."""

from datetime import timedelta
from typing import Any

from staffing_api import Api
from staffing_builders import MONDAY, a_watched_queue
from staffing_svc.domain.queues import Deferred, Promise
from staffing_svc.store import staff
from staffing_svc.store.staff import ScheduledAgents

TUESDAY = MONDAY + timedelta(days=1)
FOUR_HOURS = Deferred(4 * 3600.0)
A_DAY: dict[str, Any] = {
    "queue": "sales",
    "since": TUESDAY.isoformat(),
    "until": (TUESDAY + timedelta(days=1)).isoformat(),
}


async def a_mail_queue(api: Api, *, people: float | None = None, **changes: Any) -> None:
    """100 contacts of 240 s in each half-hour from 8 to 20, which is when they are worked on."""
    async with api.transactions.begin() as tx:
        await a_watched_queue(
            tx,
            **{
                "deferred": FOUR_HOURS,
                "shrinkage_share": 0.0,
                "promise": Promise(max_occupancy_share=1.0),
                **changes,
            },
        )
        if people is not None:
            times = [TUESDAY + timedelta(minutes=30 * index) for index in range(48)]
            await staff.put(tx, [ScheduledAgents("sales", at, 1800, people) for at in times])


async def required(api: Api, **asked: Any) -> list[int]:
    answer = await api.client.get("/v1/headroom", params={**A_DAY, "limit": 100, **asked})
    return [row["required"] for row in answer.json()["items"]]
