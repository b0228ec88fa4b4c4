"""What a queue lived through in a window: who tried to reach it, who got away, and who could have been there."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing_svc.domain.erlang import performance
from staffing_svc.domain.losses import Counterfactual, WatchedLoad
from staffing_svc.domain.losses.levers import USUAL_LEVERS
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.series import Numbers


@dataclass(frozen=True, slots=True)
class WindowCounts:
    """Sums over the window. `abandoned` without short abandons where those are told apart; None: not reported."""

    offered: int
    abandoned: int
    blocked: int | None = None
    deflected_unresolved: int | None = None

    @property
    def before_the_queue(self) -> int:
        return (self.blocked or 0) + (self.deflected_unresolved or 0)

    @property
    def tried(self) -> int:
        """N: all who tried to reach the queue."""
        return self.offered + self.before_the_queue

    @property
    def lost(self) -> int:
        """A_b: all who were counted as they got away."""
        return self.abandoned + self.before_the_queue


@dataclass(frozen=True, eq=False)
class LossWindow:
    """One queue over [start, end); arrays [n] by interval that was reported with its abandonments.

    `expected` are the contacts of the forecast, `usual` those that would have come without what the loss is
    put down to, `lost` those that got away.
    """

    queue: Queue
    start: datetime
    end: datetime
    counts: WindowCounts
    expected: Numbers
    usual: Numbers
    lost: Numbers
    handle_s: float
    load: WatchedLoad

    @property
    def known_schedule(self) -> bool:
        return not bool(np.isnan(self.load.there).any())

    def counterfactual(self, *, agreed_days: int, assumed_days: int) -> Counterfactual:
        """The plans that notice allows. See domain.losses.notice."""
        levers = USUAL_LEVERS if self.queue.levers is None else self.queue.levers
        return Counterfactual(self.load, levers, agreed_days, assumed_days, self.gives_up)

    def gives_up(self, contacts: Numbers, agents: Numbers) -> Numbers:
        """Erlang A's share that gives up, with these contacts and agents per interval."""
        return self._share("abandonment", contacts, agents)

    def waits(self, contacts: Numbers, agents: Numbers) -> Numbers:
        """Erlang A's share that is not answered at once, and so hears of a wait."""
        return self._share("wait_probability", contacts, agents)

    def _share(self, figure: str, contacts: Numbers, agents: Numbers) -> Numbers:
        reached = performance(
            contacts,
            self.handle_s,
            float(self.queue.interval_s),
            agents,
            within_s=self.queue.promise.within_s,
            patience_s=self.queue.patience_s,
        )
        return np.asarray(np.where(contacts > 0, getattr(reached, figure), 0.0))
