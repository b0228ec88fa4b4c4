"""What adequate notice would have made possible: the plan that lead times allow for what it tells, no hindsight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.losses.levers import StaffingLever, opened_by
from staffing_svc.domain.series import Numbers

Share = Callable[[Numbers, Numbers], Numbers]
"""Of contacts [n] with agents [n], the share 0..1 to which something happens: Erlang A of the queue."""


@dataclass(frozen=True, eq=False)
class WatchedLoad:
    """Arrays [n] by interval of a window. All agents are people in their seats (scheduled less shrinkage).

    `there` are those who were (NaN: no schedule is known). The others are those needed for a volume: of the
    forecast without campaigns, with what was announced in time, with all that was announced by then, and for
    what came. The last is the level that came in the shape that was forecast: notice says how many will call,
    not in which minute.
    """

    contacts: Numbers
    there: Numbers
    for_baseline: Numbers
    for_told_in_time: Numbers
    for_told: Numbers
    for_what_came: Numbers


@dataclass(frozen=True, eq=False)
class Counterfactual:
    """Three plans for the same contacts: who was there, who could have been, and who would have been with notice.

    `levers` on top of the usual plan each count from their lead time on; `agreed_days` is adequate notice.
    Where no schedule is known the center is taken to have done what the notice of `assumed_days` allowed.
    """

    load: WatchedLoad
    levers: Sequence[StaffingLever]
    agreed_days: int
    assumed_days: int
    gives_up: Share

    @property
    def there(self) -> Numbers:
        return np.where(np.isnan(self.load.there), self._by(self.assumed_days), self.load.there)

    def possible(self, *, given_days: int) -> Numbers:
        """The plan that the notice given allowed; never fewer than were there."""
        return np.maximum(self.there, self._by(given_days))

    @property
    def adequate(self) -> Numbers:
        """The plan that the agreed notice would have allowed; never fewer than the notice given did."""
        with_levers = np.minimum(self.load.for_what_came, self._reach(self.agreed_days))
        return np.maximum(self.possible(given_days=self.agreed_days), with_levers)

    @property
    def expected_share(self) -> float:
        """a0: what the adequate plan would still have lost of the contacts."""
        offered = float(self.load.contacts.sum())
        return self.lost(self.adequate) / offered if offered > 0 else 0.0

    def lost(self, agents: Numbers) -> float:
        """Contacts that give up with these agents."""
        return float((self.load.contacts * self.gives_up(self.load.contacts, agents)).sum())

    def own_part(self, *, given_days: int) -> float:
        """The part 0..1 of the avoidable loss that needed no more notice than was given: the center's own.

        1 where notice would have added nobody: then its lack cost nothing.
        """
        as_it_was, at_best = self.lost(self.there), self.lost(self.adequate)
        if as_it_was - at_best <= 1e-9:
            return 1.0
        kept = as_it_was - self.lost(self.possible(given_days=given_days))
        return min(max(kept / (as_it_was - at_best), 0.0), 1.0)

    def opened(self, *, given_days: int) -> tuple[str, ...]:
        """Names of the levers that the agreed notice opens and the notice given did not."""
        return tuple(
            lever.name
            for lever in opened_by(self.levers, notice_days=self.agreed_days)
            if lever.lead_days > given_days
        )

    def _by(self, given_days: int) -> Numbers:
        """What was told in time by all levers, what was told later by those that still fitted."""
        in_time = np.minimum(self.load.for_told_in_time, self._reach(self.agreed_days))
        late = np.minimum(self.load.for_told, self._reach(min(given_days, self.agreed_days)))
        return np.maximum(in_time, late)

    def _reach(self, days: int) -> Numbers:
        """The usual plan and every lever of so many days."""
        usual = float(self.load.for_baseline.mean()) if self.load.for_baseline.size else 0.0
        more = sum(lever.agents(usual) for lever in opened_by(self.levers, notice_days=days))
        return np.asarray(self.load.for_baseline + more)
