"""Operations sees what is set aside, mends it over HTTP and lets it flow again; nobody else may."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from concert_chassis.company import Company, Department, company_of
from concert_chassis.databases import Databases
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.settings import ServiceSettings
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.streams import CAMPAIGNS

Cancelled = Callable[..., CampaignCancelled]
NOTE = {"note": "mended by hand"}


class OnlyAttempt(ServiceSettings):
    pump_attempts: int = 1


class Picky:
    """Accepts only cancellations for lack of taste."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    async def on_cancelled(self, tx: Transaction, event: CampaignCancelled) -> None:
        if event.reason != "no taste":
            raise ValueError(f"{event.reason} is no reason")
        self.heard.append(event.version)


@pytest.fixture
def picky() -> Picky:
    return Picky()


@pytest.fixture
async def company(
    databases: Databases, tmp_path: Path, clock: FakeClock, picky: Picky, cancelled: Cancelled
) -> AsyncIterator[Company]:
    service = Service("staffing-svc", "staffing", "hears", None, reactions=[picky.on_cancelled])
    departments = [Department(service, OnlyAttempt)]
    async with company_of(departments, databases=databases, folder=tmp_path, clock=clock) as opened:
        await opened.say(cancelled(7, 1), cancelled(7, 2))
        yield opened


@pytest.fixture
async def operations(company: Company) -> AsyncIterator[httpx.AsyncClient]:
    async with company.client("staffing-svc", "operations") as client:
        yield client


def key_of_seven(cancelled: Cancelled) -> dict[str, str]:
    return {"topic": CAMPAIGNS.name, "key": cancelled(7).key}


async def events_of_seven(operations: httpx.AsyncClient, cancelled: Cancelled) -> list[dict[str, object]]:
    answer = await operations.get("/parking/events", params=key_of_seven(cancelled))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_a_parked_key_is_listed_with_why_and_how_many_wait(
    operations: httpx.AsyncClient, cancelled: Cancelled
) -> None:
    [parked] = (await operations.get("/parking/keys")).json()["items"]
    assert (parked["key"], parked["events"], parked["next_attempt_at"]) == (cancelled(7).key, 2, None)
    assert "no budget is no reason" in parked["error"]


async def test_edited_events_are_replayed_in_order_and_the_acts_are_on_record(
    operations: httpx.AsyncClient, picky: Picky, cancelled: Cancelled
) -> None:
    for event in await events_of_seven(operations, cancelled):
        data = event["data"]
        assert isinstance(data, dict)
        answer = await operations.put(
            f"/parking/events/{event['parked_event_id']}/data",
            json={"data": {**data, "reason": "no taste"}, **NOTE},
        )
        assert answer.status_code == 200, answer.text
    replayed = await operations.post("/parking/replay", json={**key_of_seven(cancelled), **NOTE})
    assert replayed.json() == {"events": 2, "error": None}
    assert picky.heard == [1, 2]
    acts = (await operations.get("/parking/acts")).json()["items"]
    assert [act["action"] for act in acts] == ["replayed", "replayed", "edited", "edited"]
    assert {act["actor"] for act in acts} == {"local-operations"}


async def test_an_edit_that_is_no_event_is_refused(
    operations: httpx.AsyncClient, cancelled: Cancelled
) -> None:
    [event, _] = await events_of_seven(operations, cancelled)
    answer = await operations.put(
        f"/parking/events/{event['parked_event_id']}/data", json={"data": {"campaign_id": 7}, **NOTE}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-event")


async def test_a_discarded_key_is_gone_and_cannot_be_replayed(
    operations: httpx.AsyncClient, cancelled: Cancelled
) -> None:
    body = {**key_of_seven(cancelled), **NOTE}
    assert (await operations.post("/parking/discard", json=body)).json() == {"events": 2}
    again = await operations.post("/parking/replay", json=body)
    assert (again.status_code, again.json()["code"]) == (404, "not-parked")
    assert (await operations.get("/parking/keys")).json()["items"] == []


async def test_nobody_but_operations_sees_or_touches_it(company: Company, cancelled: Cancelled) -> None:
    async with company.client("staffing-svc", "planner") as planner:
        assert (await planner.get("/parking/keys")).status_code == 403
        body = {**key_of_seven(cancelled), **NOTE}
        assert (await planner.post("/parking/replay", json=body)).status_code == 403
        assert (
            await planner.post(f"/parking/events/{UUID(int=1).int}/discard", json=NOTE)
        ).status_code == 403
