"""The company of the stories: one sales queue, its people, and what its telephony system would report."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import numpy as np
from campaign_svc.service import SERVICE as CAMPAIGN_SVC
from campaign_svc.settings import CampaignSettings
from concert_chassis.company import Company, Department
from concert_contracts.event import Event
from concert_contracts.external import ContactEnded, IntervalReported
from goals_svc.service import SERVICE as GOALS_SVC
from goals_svc.settings import GoalsSettings
from insight_svc.service import SERVICE as INSIGHT_SVC
from insight_svc.settings import InsightSettings
from staffing_svc.service import SERVICE as STAFFING_SVC
from staffing_svc.settings import StaffingSettings

CAMPAIGN = Department(CAMPAIGN_SVC, CampaignSettings)
STAFFING = Department(STAFFING_SVC, StaffingSettings)
INSIGHT = Department(INSIGHT_SVC, InsightSettings)
GOALS = Department(GOALS_SVC, GoalsSettings)
DEPARTMENTS = [CAMPAIGN, STAFFING, INSIGHT, GOALS]

E = TypeVar("E", bound=Event)
Opened = Callable[..., AbstractAsyncContextManager[Company]]
"""Opens a company of these departments."""

MONDAY = datetime(2025, 3, 3, 6, 0, tzinfo=UTC)
"""When the stories begin; the history ends with the day before."""
HISTORY_WEEKS = 7
HALF_HOUR = timedelta(minutes=30)
USUAL = 30
FIBRE_NUMBER = "+43800100200"
LETTER_NUMBER = "+43800999111"
LETTER_CODE = "LETTER7"


def is_open(at: datetime) -> bool:
    return at.weekday() < 5 and 8 <= at.hour < 20


def usual_contacts(at: datetime) -> float:
    """Contacts to expect in the half-hour from `at`: a hump over the day, none when closed."""
    hump = 1.0 + 0.4 * math.sin((at.hour + at.minute / 60 - 8) / 12 * math.pi)
    return USUAL * hump if is_open(at) else 0.0


async def sales_is_set_up(company: Company) -> None:
    """Seven weeks of history, a schedule for the weeks to come, and the first forecast."""
    async with company.client("staffing-svc", "planner") as center:
        figures = {
            "opening": [[[480, 1200]] if day < 5 else [] for day in range(7)],
            "patience_s": 90,
            "value_per_contact_minor": 960,
        }
        told(await center.put("/v1/queues/sales", json=figures, headers={"If-Match": "*"}))
        told(await center.post("/v1/history", json={"intervals": list(_history())}))
        told(await center.post("/v1/schedule", json={"scheduled": list(_schedule())}))
    await company.at(company.clock.now() + timedelta(minutes=1))


def _history() -> Iterator[dict[str, Any]]:
    random = np.random.default_rng(7)
    midnight = MONDAY.replace(hour=0)
    for index in range(-HISTORY_WEEKS * 7 * 48, 0):
        at = midnight + HALF_HOUR * index
        offered = int(random.poisson(usual_contacts(at)))
        yield {"queue": "sales", "started_at": at.isoformat(), "interval_s": 1800, "offered": offered}


def _schedule() -> Iterator[dict[str, Any]]:
    for index in range(6 * 7 * 48):
        at = MONDAY.replace(hour=0) + HALF_HOUR * index
        if is_open(at):
            yield {"queue": "sales", "started_at": at.isoformat(), "interval_s": 1800, "agents": 14}


def told(response: httpx.Response) -> Any:
    """What was answered, once it is sure that nothing was refused."""
    assert response.is_success, response.text
    return response.json()


async def asked(company: Company, service: str, path: str, role: str = "planner", **query: Any) -> Any:
    async with company.client(service, role) as client:
        return told(await client.get(path, params=query))


def campaign(launch: datetime, **changes: Any) -> dict[str, Any]:
    """Spring fibre by e-mail: what marketing announces."""
    return {
        "name": "Spring fibre",
        "lifecycle_stage": "acquire",
        "audience_size": 20_000,
        "offer": {"code": "FIBRE25", "title": "Fibre for 25", "description": "Fibre for 25 a month."},
        "codes": ["FIBRE25"],
        "dialed_numbers": [FIBRE_NUMBER],
        "queues": [{"queue": "sales", "share": 1.0}],
        "waves": [{"wave": 1, "channel": "email", "size": 20_000, "send_at": launch.isoformat()}],
        "expected_contacts": 600,
        "launch_at": launch.isoformat(),
        "ends_at": (launch + timedelta(days=7)).isoformat(),
        "brief": {"summary": "Fibre.", "answers": [{"topic": "price", "text": "25 a month."}]},
    } | changes


async def announced(company: Company, body: dict[str, Any]) -> str:
    """Marketing announces it; the campaign's id, once all have heard of it."""
    async with company.client("campaign-svc", "campaign_owner") as marketing:
        campaign_id: str = told(await marketing.post("/v1/campaigns", json=body))["campaign_id"]
    await company.drain()
    return campaign_id


async def acknowledged(company: Company, campaign_id: str) -> None:
    """A planner of the center takes note."""
    async with company.client("staffing-svc", "planner") as center:
        told(await center.post(f"/v1/announcements/{campaign_id}/acknowledgement"))
    await company.drain()


def reported(at: datetime, offered: int, *, abandoned: int = 2) -> IntervalReported:
    return IntervalReported(
        queue="sales", started_at=at, interval_s=1800, offered=offered, abandoned=abandoned
    )


def contact(number: int, *, at: datetime, **marks: Any) -> ContactEnded:
    """One answered call; `number` tells calls and callers of a half-hour apart."""
    usual = {
        "contact_id": f"{at:%d%H%M}-{number}",
        "queue": "sales",
        "channel": "voice",
        "started_at": at + timedelta(seconds=number),
        "ended_at": at + timedelta(seconds=number + 200),
        "outcome": "answered",
        "wait_s": 5,
        "handle_s": 195,
        "dialed_number": "+43800000001",
    }
    return ContactEnded.model_validate(usual | marks)


def said(company: Company, kind: type[E]) -> list[E]:
    """What was said of this kind, in order."""
    events = [envelope.event() for envelope in company.said() if envelope.type == kind.WIRE_NAME]
    return [event for event in events if isinstance(event, kind)]


def names_said(company: Company) -> list[str]:
    """The names of all that was said, in order."""
    return [envelope.type.split(".")[-2] for envelope in company.said()]


async def scorecard(company: Company) -> Any:
    """The shared scorecard of March, as anybody sees it."""
    query = {"from": "2025-03-01", "to": "2025-03-31"}
    return await asked(company, "goals-svc", "/v1/scorecard", role="executive", **query)
