"""How far each key has been published, so that a row is only sent when the one before it was acknowledged."""

from collections import OrderedDict

Key = tuple[str, str]
"""(topic, key)"""


class Published:
    """Remembers the keys that spoke last; of a forgotten key nothing is known: its rows are read again."""

    def __init__(self, remembered: int = 100_000) -> None:
        self._last: OrderedDict[Key, int] = OrderedDict()
        self._remembered = remembered

    def follows(self, key: Key, sequence: int) -> bool | None:
        """True if the row is the next one of its key, None if it was sent before, False if unknown."""
        last = self._last.get(key)
        if last is not None and sequence <= last:
            return None
        return sequence == 1 if last is None else sequence == last + 1

    def add(self, key: Key, sequence: int) -> None:
        self._last[key] = sequence
        self._last.move_to_end(key)
        if len(self._last) > self._remembered:
            self._last.popitem(last=False)

    def forget(self) -> None:
        self._last.clear()
