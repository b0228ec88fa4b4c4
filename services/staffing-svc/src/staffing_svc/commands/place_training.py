"""Place training sessions for a campaign where coverage allows, before its launch, and take their people off."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from concert_chassis.transaction import Transaction
from concert_contracts.identity import uuid7

from staffing_svc.commands.foresee_queue import LONGEST
from staffing_svc.commands.net_staffing import NetStaffing, net_staffing
from staffing_svc.commands.replan_queue import replan_stretch
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.queues import UnknownQueue
from staffing_svc.domain.schedule import SessionPlan, least_harmful, place_sessions
from staffing_svc.domain.series import Grid
from staffing_svc.domain.training import (
    CampaignCalledOff,
    HarmfulSession,
    NobodyScheduled,
    PlacedTraining,
    QueueNotOfCampaign,
    SessionAfterLaunch,
    TrainingSession,
)
from staffing_svc.store import campaigns, queues, staff_changes, training_sessions
from staffing_svc.store.staff_changes import StaffChange

NOBODY = -1e9
"""Scheduled people where none are known: no session is ever placed there."""


@dataclass(frozen=True)
class TrainingOrder:
    """`people` of a queue are to sit in a session of `length_s`, `fewest` to `group` at once, in this time.

    The time begins now and ends with the campaign's launch where it is not given; `spare` people more than
    required stay at work in any case.
    """

    campaign_id: UUID
    queue: str
    title: str
    length_s: int
    people: int
    group: int
    fewest: int
    spare: float
    not_before: datetime | None
    not_after: datetime | None


async def place_training(tx: Transaction, order: TrainingOrder) -> PlacedTraining:
    """Raises `UnknownCampaign`, `CampaignCalledOff`, `QueueNotOfCampaign`, `UnknownQueue`, `SessionAfterLaunch`,
    `NobodyScheduled`, `NotForecast`.
    """
    campaign = await campaigns.get(tx, order.campaign_id)
    _check(campaign, order)
    queue = await queues.lock(tx, order.queue)
    if queue is None:
        raise UnknownQueue(f"nobody has set {order.queue!r} up", field="/queue")
    since = max(order.not_before or tx.now, tx.now)
    until = order.not_after or campaign.terms.launch_at
    grid = _grid(since, min(until, since + LONGEST), queue.interval_s, order.length_s)
    found = await net_staffing(tx, queue, grid)
    if np.isnan(found.scheduled).all():
        raise NobodyScheduled(
            f"nobody knows who works on {order.queue} until then: load or publish a schedule", field="/queue"
        )
    length = -(-order.length_s // grid.interval_s)
    plan = place_sessions(
        found.required,
        np.nan_to_num(found.scheduled, nan=NOBODY),
        length=length,
        people=order.people,
        group=order.group,
        window=(0, grid.count),
        spare=order.spare,
        fewest=order.fewest,
    )
    placed = [_session(tx, order, grid, one.first, one.people) for one in plan.sessions]
    await _keep(tx, order, placed)
    return PlacedTraining(
        tuple(placed),
        plan.unplaced_people,
        -(-plan.unplaced_people // order.group),
        _least_harmful(found, plan, order, length),
    )


def _check(campaign: AnnouncedCampaign, order: TrainingOrder) -> None:
    launch_at = campaign.terms.launch_at
    if not campaign.live:
        raise CampaignCalledOff("the campaign was cancelled", field="/campaign_id")
    if order.queue not in {part.queue for part in campaign.terms.queues}:
        raise QueueNotOfCampaign(f"the campaign brings no contacts to {order.queue}", field="/queue")
    if order.not_after is not None and order.not_after > launch_at:
        raise SessionAfterLaunch(
            f"the campaign launches at {launch_at:%Y-%m-%dT%H:%MZ}: end before it", field="/not_after"
        )


def _grid(since: datetime, until: datetime, interval_s: int, length_s: int) -> Grid:
    """The whole intervals within the time."""
    first_s = -(-since.timestamp() // interval_s) * interval_s
    count = int((until.timestamp() - first_s) // interval_s)
    if count * interval_s < length_s:
        raise SessionAfterLaunch(
            f"no session of {length_s / 60:g} minutes ends before {until:%Y-%m-%dT%H:%MZ}", field="/length_s"
        )
    return Grid(since + timedelta(seconds=first_s - since.timestamp()), interval_s, count)


def _session(tx: Transaction, order: TrainingOrder, grid: Grid, first: int, people: int) -> TrainingSession:
    starts_at = grid.at(first)
    return TrainingSession(
        session_id=uuid7(tx.now),
        campaign_id=order.campaign_id,
        queue=order.queue,
        title=order.title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=order.length_s),
        people=people,
        placed_at=tx.now,
        placed_by=tx.actor,
    )


async def _keep(tx: Transaction, order: TrainingOrder, placed: list[TrainingSession]) -> None:
    await training_sessions.add(tx, placed)
    for one in placed:
        change = StaffChange(
            one.session_id, "session", one.queue, one.starts_at, one.ends_at, -float(one.people)
        )
        await staff_changes.add(tx, [change])
    if placed:
        first, last = min(one.starts_at for one in placed), max(one.ends_at for one in placed)
        await replan_stretch(tx, order.queue, first, last)


def _least_harmful(
    found: NetStaffing, plan: SessionPlan, order: TrainingOrder, length: int
) -> HarmfulSession | None:
    if not plan.unplaced_people:
        return None
    seats = min(order.group, plan.unplaced_people)
    place = least_harmful(
        found.required,
        plan.net + found.required,
        length=length,
        seats=seats,
        window=(0, found.grid.count),
    )
    if place is None:
        return None
    starts_at = found.grid.at(place.first)
    return HarmfulSession(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=order.length_s),
        people=seats,
        missing_agent_hours=place.missing * found.grid.interval_s / 3600,
    )
