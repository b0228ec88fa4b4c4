"""How tests make offers on a published day, answer them, and see what is left of net staffing."""

from datetime import datetime
from typing import Any

import httpx
from kept_schedule_cases import (
    a_forecast_queue,
    a_team,
    by_numbers,
    keep_rules,
    published,
)
from staffing_api import Api

DAY = "2025-03-03"
FOUR = {"ana", "ben", "cem", "dan"}
ONE_FROM_8_TO_16 = by_numbers(*[0] * 16, *[1] * 16, *[0] * 16)


async def a_published_day(api: Api, *staff: dict[str, Any], mean: float = 4.0) -> str:
    await a_forecast_queue(api, mean=mean)
    await keep_rules(api, *(staff or (a_team(),)))
    return await published(api, **ONE_FROM_8_TO_16)


async def offered(api: Api, schedule_id: str, **body: Any) -> httpx.Response:
    return await api.client.post(f"/v1/schedules/{schedule_id}/offers", json={"day": DAY, **body})


async def overtime(api: Api, schedule_id: str) -> list[dict[str, Any]]:
    made = (await offered(api, schedule_id)).json()["offers"]
    return [one for one in made if one["kind"] == "overtime"]


async def out(api: Api, schedule_id: str) -> list[dict[str, Any]]:
    found = await api.client.get(f"/v1/schedules/{schedule_id}/offers", params={"limit": 500})
    return [one for one in found.json()["items"] if one["closed_at"] is None]


async def accept(api: Api, offer: dict[str, Any], person: str, **more: Any) -> httpx.Response:
    path = f"/v1/offers/{offer['offer_id']}/acceptance"
    return await api.client.post(path, json={"person": person}, **more)


async def decline(api: Api, offer: dict[str, Any], person: str) -> httpx.Response:
    return await api.client.post(f"/v1/offers/{offer['offer_id']}/refusal", json={"person": person})


async def net(api: Api) -> list[float]:
    """Scheduled - required of each half-hour, as headroom tells it."""
    params = {"queue": "sales", "since": f"{DAY}T00:00:00Z", "until": f"{DAY}T23:59:00Z", "limit": 48}
    found = (await api.client.get("/v1/headroom", params=params)).json()["items"]
    return [one["scheduled"] - one["required"] for one in found]


def slots(offer: dict[str, Any]) -> range:
    """Half-hours of the day that an offer is about."""
    begins, ends = (datetime.fromisoformat(offer[name]) for name in ("starts_at", "ends_at"))
    return range(begins.hour * 2 + begins.minute // 30, (ends.hour or 24) * 2 + ends.minute // 30)
