"""The floor while a day runs: who waits, who takes whom, and what happens next."""

import heapq
import itertools
import math
from collections import deque
from collections.abc import Callable

import numpy as np

from staffing_svc.domain.simulation.arrivals import Contact
from staffing_svc.domain.simulation.plan import DayPlan
from staffing_svc.domain.simulation.record import DayRecord, EndedContact
from staffing_svc.domain.simulation.tally import Tally
from staffing_svc.domain.simulation.team import Team

Happening = Callable[[float], None]


class Floor:
    """Mutable state of one simulated day: made, run once and read once."""

    def __init__(
        self, plan: DayPlan, rng: np.random.Generator, *, within_s: float, short_abandon_s: float
    ) -> None:
        self._plan = plan
        self._rng = rng
        self._tally = Tally(len(plan.loads), plan.intervals, within_s, short_abandon_s)
        numbers = {load.skill: index for index, load in enumerate(plan.loads)}
        self._teams = [Team([numbers[skill] for skill in group.skills]) for group in plan.groups]
        self._takers = [self._teams_for(skill) for skill in range(len(plan.loads))]
        self._queues: list[deque[Contact]] = [deque() for _ in plan.loads]
        self._diary: list[tuple[float, int, Happening]] = []
        self._order = itertools.count()
        self._last_s = 0.0

    def run(self, contacts: list[Contact]) -> None:
        """Play the day to its end: until nothing is left to happen."""
        self._write_roster()
        diary, coming = self._diary, deque(contacts)
        while diary or coming:
            if coming and (not diary or coming[0].arrives_s < diary[0][0]):
                contact = coming.popleft()
                self._arrive(contact.arrives_s, contact)
            else:
                self._last_s, _, happening = heapq.heappop(diary)
                happening(self._last_s)

    def ended(self) -> list[EndedContact]:
        """Every attempt with its end, in the order of the ends."""
        return self._tally.ended

    def record(self) -> DayRecord:
        """What was counted."""
        ends_s = max(self._plan.intervals * self._plan.interval_s, self._last_s)
        return self._tally.record(sum(team.staffed_until(ends_s) for team in self._teams))

    def _teams_for(self, skill: int) -> list[Team]:
        able = [team for team in self._teams if skill in team.skills]
        return sorted(able, key=lambda team: team.skills.index(skill))

    def _at(self, when_s: float, happening: Happening) -> None:
        heapq.heappush(self._diary, (when_s, next(self._order), happening))

    def _write_roster(self) -> None:
        for team, group in zip(self._teams, self._plan.groups, strict=True):
            changes = np.diff(group.agents, prepend=0).tolist()
            for interval, change in enumerate(changes):
                if change:
                    self._at(interval * self._plan.interval_s, _bind(self._change_staff, team, change))
            for pause in group.breaks:
                self._at(pause.start_s, _bind(self._send_away, team, pause.agents, pause.length_s))

    def _change_staff(self, now: float, team: Team, change: int) -> None:
        if change < 0:
            self._send_away(now, team, -change, math.inf)
            return
        team.come(now, change)
        self._take_waiting(now, team)

    def _send_away(self, now: float, team: Team, agents: int, back_after_s: float) -> None:
        gone = team.leave(now, agents, back_after_s)
        if gone and math.isfinite(back_after_s):
            self._at(now + back_after_s, _bind(self._come_back, team, gone))

    def _come_back(self, now: float, team: Team, agents: int) -> None:
        team.come_back(now, agents)
        self._take_waiting(now, team)

    def _arrive(self, now: float, contact: Contact) -> None:
        self._tally.offer(contact)
        for team in self._takers[contact.skill]:
            if team.free:
                self._answer(now, team, contact)
                return
        if contact.patience_s <= 0.0:
            self._lose(now, contact)
            return
        contact.waiting = True
        self._queues[contact.skill].append(contact)
        if contact.patience_s < math.inf:
            self._at(now + contact.patience_s, _bind(self._give_up, contact))

    def _answer(self, now: float, team: Team, contact: Contact) -> None:
        contact.waiting = False
        team.free -= 1
        team.busy += 1
        self._tally.answer(contact, now - contact.arrives_s)
        self._at(now + contact.handle_s, _bind(self._finish, team))

    def _finish(self, now: float, team: Team) -> None:
        back_after_s = team.finish(now)
        if back_after_s is None:
            self._take_waiting(now, team)
        elif math.isfinite(back_after_s):
            self._at(now + back_after_s, _bind(self._come_back, team, 1))

    def _take_waiting(self, now: float, team: Team) -> None:
        for skill in team.skills:
            queue = self._queues[skill]
            while team.free and queue:
                contact = queue.popleft()
                if contact.waiting:
                    self._answer(now, team, contact)

    def _give_up(self, now: float, contact: Contact) -> None:
        if contact.waiting:
            contact.waiting = False
            self._lose(now, contact)

    def _lose(self, now: float, contact: Contact) -> None:
        self._tally.lose(contact, now - contact.arrives_s)
        load = self._plan.loads[contact.skill]
        if contact.attempt >= load.redials.attempts or self._rng.random() >= load.redials.share:
            return
        again_s = now + float(load.redials.delay.draw(self._rng, 1)[0])
        interval = int(again_s // self._plan.interval_s) if math.isfinite(again_s) else self._plan.intervals
        if interval < self._plan.intervals:
            patience_s = float(load.patience.draw(self._rng, 1)[0])
            attempt = contact.attempt + 1
            again = Contact(
                contact.skill,
                again_s,
                interval,
                contact.handle_s,
                patience_s,
                attempt,
                contact.customer,
                False,
            )
            self._at(again_s, _bind(self._arrive, again))


def _bind(happening: Callable[..., None], *details: object) -> Happening:
    return lambda now: happening(now, *details)
