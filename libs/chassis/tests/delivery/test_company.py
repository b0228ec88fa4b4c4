"""Two services in one process, with a clock in hand: one speaks, the other hears, time passes, all comes to rest."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from concert_chassis.company import Company, Department, company_of
from concert_chassis.databases import Databases
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.timers import Timer
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.staffing import StaffingPlanWithdrawn

Cancelled = Callable[..., CampaignCancelled]


async def on_cancelled(tx: Transaction, event: CampaignCancelled) -> None:
    tx.emit(
        StaffingPlanWithdrawn(
            campaign_id=event.campaign_id,
            campaign_version=event.version,
            plan_version=1,
            withdrawn_at=tx.now,
            reason=event.reason,
        )
    )


@pytest.fixture
def at_noon(cancelled: Cancelled) -> Timer:
    async def cancel(tx: Transaction) -> None:
        tx.emit(cancelled(tx.now.day))

    return Timer("cancel-at-noon", timedelta(hours=12), cancel)


async def test_what_one_says_at_noon_the_other_answers_before_all_is_quiet(
    databases: Databases, tmp_path: Path, clock: FakeClock, at_noon: Timer, cancelled: Cancelled
) -> None:
    campaign = Service("campaign-svc", "campaign", "speaks", None, timers=[at_noon])
    staffing = Service("staffing-svc", "staffing", "answers", None, reactions=[on_cancelled])
    departments = [Department(campaign), Department(staffing)]
    async with company_of(departments, databases=databases, folder=tmp_path, clock=clock) as company:
        await company.drain()
        assert company.said() == []
        await company.at("2025-03-01T12:00")
        await company.at("2025-03-02T12:00")
        assert await said(company) == [
            "CampaignCancelled 1",
            "StaffingPlanWithdrawn 1",
            "CampaignCancelled 2",
            "StaffingPlanWithdrawn 2",
        ]
        await company.say(cancelled(3))
        assert (await said(company))[-2:] == ["CampaignCancelled 3", "StaffingPlanWithdrawn 3"]
        async with company.client("campaign-svc", "operations") as client:
            parked = await client.get("/parking/keys")
        assert (parked.status_code, parked.json()["items"]) == (200, [])


async def said(company: Company) -> list[str]:
    events = [envelope.event() for envelope in company.said()]
    return [f"{type(event).__name__} {int(event.key.replace('-', ''), 16)}" for event in events]
