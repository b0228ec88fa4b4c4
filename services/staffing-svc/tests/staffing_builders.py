"""Builders for the tests of staffing-svc: a campaign, a queue, a history; change only what the test is about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.campaign import (
    CampaignAnnounced,
    CampaignCancelled,
    CampaignLaunched,
    CampaignRescheduled,
    CampaignRevised,
    CampaignTerms,
    NoticeVerdict,
    Offer,
    QueueShare,
    Wave,
)
from concert_contracts.event import Event
from concert_contracts.external import ContactEnded, IntervalReported
from staffing_svc.commands.set_up_queue import set_up_queue
from staffing_svc.domain.baselines import Baseline
from staffing_svc.domain.intervals import Interval
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Grid
from staffing_svc.domain.surge import Detector, Dispersion, Wander
from staffing_svc.reactions.interval_reported import on_interval_reported
from staffing_svc.store import detectors, forecasts

E = TypeVar("E", bound=Event)

CAMPAIGN = UUID("019547d2-6a31-7c40-9b0e-5f6d2a9c1e77")
NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
MONDAY = datetime(2025, 3, 3, tzinfo=UTC)
LAUNCH = datetime(2025, 3, 24, 9, 0, tzinfo=UTC)
MEAN = 100.0


def terms(**changes: object) -> CampaignTerms:
    given: dict[str, object] = {
        "name": "Spring fibre",
        "campaign_class": "standard",
        "department": "marketing",
        "owner": "campaign-owner",
        "external_ref": None,
        "lifecycle_stage": "acquire",
        "audience_size": 40_000,
        "offer": Offer(code="FIBRE25", title="Fibre for 25", description="Fibre for 25 a month."),
        "codes": ("FIBRE25",),
        "dialed_numbers": ("+43800100200",),
        "queues": (QueueShare(queue="sales", share=1.0),),
        "waves": (Wave(wave=1, channel="email", size=40_000, send_at=LAUNCH),),
        "expected_contacts": 1200,
        "handle_time_uplift_share": 0.1,
        "launch_at": LAUNCH,
        "ends_at": LAUNCH + timedelta(days=7),
        "timezone": "UTC",
        "brief": None,
    }
    return CampaignTerms.model_validate(given | changes)


def notice(*, given_days: int = 21, on_time: bool = True) -> NoticeVerdict:
    return NoticeVerdict(
        agreement_version=1,
        campaign_class="standard",
        required_days=14,
        given_days=given_days,
        shortfall_days=max(14 - given_days, 0),
        on_time=on_time,
        is_emergency=False,
    )


def announced(version: int = 1, **changes: object) -> CampaignAnnounced:
    return CampaignAnnounced(
        campaign_id=CAMPAIGN,
        version=version,
        announced_at=NOW,
        terms=terms(**changes),
        notice=notice(),
    )


def rescheduled(version: int = 2, **changes: object) -> CampaignRescheduled:
    return CampaignRescheduled(
        campaign_id=CAMPAIGN,
        version=version,
        rescheduled_at=NOW,
        previous_launch_at=LAUNCH,
        reason="The offer is not ready.",
        terms=terms(**changes),
        notice=notice(),
    )


def revised(version: int = 2, **changes: object) -> CampaignRevised:
    return CampaignRevised(
        campaign_id=CAMPAIGN,
        version=version,
        revised_at=NOW,
        material_changes=("more_contacts",),
        terms=terms(**changes),
        notice=notice(),
    )


def cancelled(version: int = 2) -> CampaignCancelled:
    return CampaignCancelled(
        campaign_id=CAMPAIGN, version=version, cancelled_at=NOW, reason="The supplier cannot deliver."
    )


def launched(at: datetime = LAUNCH) -> CampaignLaunched:
    return CampaignLaunched(
        campaign_id=CAMPAIGN, version=1, launched_at=at, expected_contacts=1200, notice=notice()
    )


def history(
    queue: str = "sales",
    *,
    until: datetime = NOW,
    weeks: int = 10,
    mean: float = 60.0,
    seed: int = 7,
) -> list[Interval]:
    """Half-hours from 8 to 20 on weekdays, Poisson around a hump, nothing at night and on weekends."""
    random = np.random.default_rng(seed)
    start = datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(weeks=weeks)
    found: list[Interval] = []
    for index in range(weeks * 7 * 48):
        at = start + timedelta(minutes=30 * index)
        hump = 1.0 + 0.4 * np.sin((at.hour + at.minute / 60 - 8) / 12 * np.pi)
        found.append(Interval(queue, at, 1800, int(random.poisson(mean * hump)) if is_open(at) else 0))
    return found


def is_open(at: datetime) -> bool:
    return at.weekday() < 5 and 8 <= at.hour < 20


def a_queue(name: str = "sales", **changes: Any) -> Queue:
    """Open on weekdays from 8 to 20; a contact is worth 9.60."""
    weekdays = tuple(((480, 1200),) if day < 5 else () for day in range(7))
    return replace(Queue(name, opening=weekdays, value_per_contact_minor=960), **changes)


def a_baseline(name: str = "sales", *, mean: float = MEAN, weeks: int = 8, version: int = 1) -> Baseline:
    """Made a week before the Monday of the tests: the same mean in every open half-hour."""
    grid = Grid(MONDAY - timedelta(weeks=1), 1800, weeks * 7 * 48)
    expected = np.array([mean if is_open(at) else 0.0 for at in grid.moments()])
    return Baseline(
        queue=name,
        version=version,
        made_at=grid.start,
        knew_until=grid.start,
        method="told by the test",
        grid=grid,
        mean=expected,
        quantiles=np.outer(expected, [0.8, 0.87, 1.0, 1.13, 1.2]),
    )


DETECTOR = Detector(
    interval_s=1800,
    dispersion=Dispersion(poisson_factor=1.0, relative_variance=0.0),
    level=Wander(variance=0.0001, lasts_s=7 * 86_400.0),
    ripple=Wander(variance=0.0, lasts_s=1800.0),
    design_uplift=0.25,
    quiet_below=20.0,
    threshold=4.0,
    false_alarms_per_week=1.0,
    tail_rate=0.9,
    calibrated_weeks=12.0,
)


async def a_watched_queue(tx: Transaction, name: str = "sales", **changes: Any) -> Queue:
    """Set up, forecast and watched, without a fit: 100 contacts in every open half-hour."""
    queue = await set_up_queue(tx, a_queue(name, **changes), seen_version=0)
    await forecasts.add(tx, a_baseline(name))
    await detectors.add(tx, name, DETECTOR)
    return queue


def counted(offered: int, *, at: datetime, **figures: Any) -> IntervalReported:
    return IntervalReported(queue="sales", started_at=at, interval_s=1800, offered=offered, **figures)


def a_day(
    surge: Callable[[datetime], int] = lambda _: 0,
    *,
    abandoned: Callable[[datetime], int] | None = None,
    day: datetime = MONDAY,
) -> list[IntervalReported]:
    """The open half-hours of a day exactly as expected, but for what `surge` adds to each."""
    found = []
    for index in range(16, 40):
        at = day + timedelta(minutes=30 * index)
        lost = None if abandoned is None else abandoned(at)
        found.append(counted(round(MEAN) + surge(at), at=at, abandoned=lost))
    return found


def from_ten_to_two(extra: int = 60) -> Callable[[datetime], int]:
    return lambda at: extra if 10 <= at.hour < 14 else 0


def contact(number: int, *, at: datetime, **marks: Any) -> ContactEnded:
    return ContactEnded(
        **{
            "contact_id": f"{at:%d%H%M}-{number}",
            "queue": "sales",
            "channel": "voice",
            "started_at": at + timedelta(seconds=number),
            "ended_at": at + timedelta(seconds=number + 200),
            "outcome": "answered",
            "wait_s": 5,
            **marks,
        }
    )


async def report(tx: Transaction, *intervals: IntervalReported) -> None:
    """Each interval arrives when it is over, in the order given; one given late arrives late."""
    for one in intervals:
        tx.now = max(tx.now, one.started_at + timedelta(seconds=one.interval_s))
        await deliver(tx, on_interval_reported, one)


def said(tx: Transaction, kind: type[E]) -> list[E]:
    return [event for event in tx.emitted if isinstance(event, kind)]
