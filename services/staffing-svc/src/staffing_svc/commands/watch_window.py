"""Gather what happened on a queue in a window: what came, who was there, who would have been needed."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from concert_chassis.transaction import Transaction

from staffing_svc.commands.expect_contacts import expect_contacts
from staffing_svc.domain.erlang import performance
from staffing_svc.domain.erlang.goal import StaffingModel
from staffing_svc.domain.losses import Counterfactual, WatchedLoad, adequate_notice
from staffing_svc.domain.losses.levers import usual_levers
from staffing_svc.domain.plan.requirement import Load, required_people
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers, grid_over
from staffing_svc.store import intervals, staff


@dataclass(frozen=True, eq=False)
class Window:
    """One queue over [start, end), arrays [n] by interval that was reported with its abandonments.

    `agents` are those in their seats (scheduled less shrinkage); `known_schedule` says whether a schedule was
    loaded or the staffing of the forecast is assumed.
    """

    queue: Queue
    start: datetime
    end: datetime
    offered: Numbers
    abandoned: Numbers
    expected: Numbers
    handle_s: float
    agents: Numbers
    needed: Numbers
    known_schedule: bool

    def abandonment(self, contacts: Numbers, agents: Numbers) -> Numbers:
        """Erlang A's share that gives up, with these contacts and agents per interval."""
        reached = performance(
            contacts,
            self.handle_s,
            float(self.queue.interval_s),
            agents,
            within_s=self.queue.promise.within_s,
            patience_s=self.queue.patience_s,
        )
        return np.asarray(np.where(contacts > 0, reached.abandonment, 0.0))

    def lost_when_expected(self) -> float:
        """Contacts that these agents would have lost at the expected volume."""
        return float((self.expected * self.abandonment(self.expected, self.agents)).sum())

    def with_notice(self, *, given_days: int, adequate_days: int) -> Counterfactual:
        """What the agreed notice would have made feasible. See domain.losses.notice."""
        mean_agents = float(self.agents.mean()) if self.agents.size else 0.0
        cells = zip(self.offered, self.agents, self.needed, strict=True)
        return adequate_notice(
            [WatchedLoad(float(offered), int(agents), int(needed)) for offered, agents, needed in cells],
            usual_levers(mean_agents),
            given_notice_days=given_days,
            adequate_notice_days=adequate_days,
            abandoned_share=self._abandoned_share,
        )

    def _abandoned_share(self, contacts: float, agents: int) -> float:
        return float(self.abandonment(np.array([contacts]), np.array([float(agents)]))[0])


async def watch_window(tx: Transaction, queue: Queue, start: datetime, end: datetime) -> Window | None:
    """None when nothing, or no abandonment, was reported in the window where a forecast speaks of it."""
    reported = [
        interval
        for interval in await intervals.list_between(tx, queue.name, start, end)
        if interval.interval_s == queue.interval_s and interval.abandoned is not None
    ]
    expected = await expect_contacts(tx, queue, start, end)
    reported = [one for one in reported if not np.isnan(expected.at(one.started_at))]
    if not reported:
        return None
    handle_s = await intervals.mean_handle_s(tx, queue.name, start, end) or queue.handle_s
    offered = np.array([float(interval.offered) for interval in reported])
    foreseen = np.array([expected.at(interval.started_at) for interval in reported])
    grid = grid_over(start, end, queue.interval_s)
    scheduled = await staff.on_grid(tx, queue.name, grid)
    at = np.array([grid.index_of(interval.started_at) for interval in reported])
    people = scheduled[at]
    usual = _people(queue, foreseen, handle_s)
    in_seats = np.floor(np.where(np.isnan(people), usual, people) * (1.0 - queue.shrinkage_share) + 1e-9)
    return Window(
        queue=queue,
        start=start,
        end=end,
        offered=offered,
        abandoned=np.array([float(interval.abandoned or 0) for interval in reported]),
        expected=foreseen,
        handle_s=handle_s,
        agents=in_seats,
        needed=np.floor(_people(queue, offered, handle_s) * (1.0 - queue.shrinkage_share) + 1e-9),
        known_schedule=bool(not np.isnan(people).any()),
    )


def _people(queue: Queue, contacts: Numbers, handle_s: float) -> Numbers:
    load = Load(queue, queue.interval_s, contacts, np.full(contacts.size, handle_s))
    return required_people([load], StaffingModel.ERLANG_A)[0]
