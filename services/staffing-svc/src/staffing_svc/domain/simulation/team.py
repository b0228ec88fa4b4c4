"""The agents of one group during a simulated day: free, busy, about to leave, and away."""

import math
from collections import deque


class Team:
    """Counts of interchangeable agents, and the time they were on the floor."""

    def __init__(self, skills: list[int]) -> None:
        self.skills = skills
        self.free = 0
        self.busy = 0
        self._to_leave: deque[float] = deque()
        self._away = 0
        self._not_returning = 0
        self._staffed_s = 0.0
        self._counted_until_s = 0.0

    def come(self, now: float, agents: int) -> None:
        """A shift of so many begins."""
        self._count(now)
        self.free += agents

    def leave(self, now: float, agents: int, back_after_s: float) -> int:
        """Let agents go: the free at once (their number is returned), the busy after the contact in hand.

        Where fewer are on the floor than should leave for good, those on a break do not come back.
        """
        self._count(now)
        at_once = min(agents, self.free)
        after_contact = min(agents - at_once, self.busy - len(self._to_leave))
        self.free -= at_once
        self._to_leave.extend([back_after_s] * after_contact)
        if math.isinf(back_after_s):
            self._not_returning += min(agents - at_once - after_contact, self._away)
        else:
            self._away += at_once
        return at_once

    def come_back(self, now: float, agents: int) -> None:
        """So many breaks end."""
        self._count(now)
        staying_away = min(agents, self._not_returning)
        self._not_returning -= staying_away
        self._away -= agents
        self.free += agents - staying_away

    def finish(self, now: float) -> float | None:
        """A contact ends: the agent is free (None), or leaves and is back in so many seconds (inf: never)."""
        if not self._to_leave:
            self.busy -= 1
            self.free += 1
            return None
        self._count(now)
        self.busy -= 1
        back_after_s = self._to_leave.popleft()
        if math.isfinite(back_after_s):
            self._away += 1
        return back_after_s

    def staffed_until(self, end_s: float) -> float:
        """Agent seconds on the floor until the later of `end_s` and the last change."""
        self._count(max(end_s, self._counted_until_s))
        return self._staffed_s

    def _count(self, now: float) -> None:
        self._staffed_s += (self.free + self.busy) * (now - self._counted_until_s)
        self._counted_until_s = now
