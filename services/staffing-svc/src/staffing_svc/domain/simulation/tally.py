"""Counts of a simulated day, in plain lists while it runs because arrays are slow one element at a time."""

import numpy as np

from staffing_svc.domain.simulation.arrivals import Contact
from staffing_svc.domain.simulation.record import DayRecord, EndedContact

_COLUMNS = (
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "abandoned_within",
    "abandoned_short",
    "redials",
    "waits_s",
    "longest_wait_s",
)


class Tally:
    """Counts per skill and interval of arrival."""

    def __init__(self, skills: int, intervals: int, within_s: float, short_abandon_s: float) -> None:
        self._within_s = within_s
        self._short_s = short_abandon_s
        self._counts = {name: [[0.0] * intervals for _ in range(skills)] for name in _COLUMNS}
        self._handled_s = 0.0
        self.ended: list[EndedContact] = []

    def offer(self, contact: Contact) -> None:
        """A contact arrives."""
        self._add("offered", contact)
        if contact.attempt > 1:
            self._add("redials", contact)

    def answer(self, contact: Contact, wait_s: float) -> None:
        """An agent takes it after `wait_s`."""
        self._add("answered", contact)
        self._add("waits_s", contact, wait_s)
        self._longest(contact, wait_s)
        self._handled_s += contact.handle_s
        if wait_s <= self._within_s:
            self._add("answered_within", contact)
        self._end(contact, wait_s, answered=True)

    def lose(self, contact: Contact, wait_s: float) -> None:
        """It gives up after `wait_s`."""
        self._add("abandoned", contact)
        self._longest(contact, wait_s)
        if wait_s <= self._within_s:
            self._add("abandoned_within", contact)
        if wait_s <= self._short_s:
            self._add("abandoned_short", contact)
        self._end(contact, wait_s, answered=False)

    def record(self, staffed_s: float) -> DayRecord:
        """The counts as arrays."""
        columns = {name: np.array(counts) for name, counts in self._counts.items()}
        return DayRecord(**columns, occupancy=self._handled_s / staffed_s if staffed_s > 0 else 0.0)

    def _end(self, contact: Contact, wait_s: float, *, answered: bool) -> None:
        self.ended.append(
            EndedContact(
                contact.skill,
                contact.customer,
                contact.attempt,
                contact.arrives_s,
                wait_s,
                contact.handle_s,
                answered,
            )
        )

    def _add(self, column: str, contact: Contact, amount: float = 1.0) -> None:
        self._counts[column][contact.skill][contact.interval] += amount

    def _longest(self, contact: Contact, wait_s: float) -> None:
        waits = self._counts["longest_wait_s"][contact.skill]
        waits[contact.interval] = max(waits[contact.interval], wait_s)
