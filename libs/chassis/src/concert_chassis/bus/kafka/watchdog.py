"""Notices a reader that stands still while there is something to read, because it has been seen to happen."""

from collections.abc import Mapping

Place = tuple[str, int]
"""(topic, partition)"""


class Watchdog:
    """Told now and then where the reader stands and where the log ends; no clock of its own."""

    def __init__(self, *, stuck_after_s: float) -> None:
        self._stuck_after_s = stuck_after_s
        self._still: dict[Place, tuple[int | None, float]] = {}

    def stuck(
        self, positions: Mapping[Place, int | None], ends: Mapping[Place, int], *, at_s: float
    ) -> Place | None:
        """A partition whose position has not moved for `stuck_after_s` though records lie behind it.

        A position of None is one that the reader itself cannot tell; `at_s` is any clock that never goes
        back. Partitions that are read to their end, or no longer given, are forgotten.
        """
        behind = {
            place: position for place, position in positions.items() if (position or 0) < ends.get(place, 0)
        }
        self._still = {
            place: self._still[place] if self._still.get(place, (-1, 0))[0] == position else (position, at_s)
            for place, position in behind.items()
        }
        for place, (_, since_s) in self._still.items():
            if at_s - since_s >= self._stuck_after_s:
                return place
        return None
