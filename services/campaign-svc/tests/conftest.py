"""What the tests of the campaign service share: its database, its builders, and a transaction at any time."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.terms import Terms
from campaign_svc.service import SERVICE
from campaign_time import Later
from concert_chassis.auth import Caller
from concert_chassis.definition import Service
from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transaction
from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture
def marketing() -> Caller:
    """A campaign owner of the marketing department."""
    return Caller("spring-campaign-owner", "marketing", frozenset({"campaign_owner"}), frozenset())


@pytest.fixture
def later(tx: Transaction, engine: AsyncEngine, clock: FakeClock) -> Later:
    return Later(tx, engine, clock)


@pytest.fixture
def announce(tx: Transaction, marketing: Caller) -> Callable[[Terms], Awaitable[Campaign]]:
    """Announce a campaign on 2025-03-01 at 09:00 UTC."""

    async def announced(terms: Terms) -> Campaign:
        return (await announce_campaign(tx, AnnounceCampaign(terms), marketing)).campaign

    return announced
