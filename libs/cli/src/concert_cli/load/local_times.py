"""Times in files: with an offset as they stand, without one by the clock on the company's wall."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from concert_cli.staffing.stamps import stamp_parser


class WallClock:
    """Reads times of one file and moves them by whole weeks.

    An hour that daylight saving skips is refused; in the repeated hour the first reading counts, unless the
    same queue was there before (`second_of` tells).
    """

    def __init__(self, samples: Sequence[str], timezone: str, weeks: int = 0) -> None:
        self._parse: Callable[[str], datetime] = stamp_parser(samples)
        self._zone = ZoneInfo(timezone)
        self._moved = timedelta(weeks=weeks)

    def instant(self, text: str, *, fold: int = 0) -> datetime:
        """The moment in UTC. Raises ValueError for what is no time, or none by the local clock."""
        stamp = self._parse(text) + self._moved
        if stamp.tzinfo is not None:
            return stamp.astimezone(UTC)
        local = stamp.replace(tzinfo=self._zone, fold=fold)
        back = local.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
        if back != stamp:
            raise ValueError(f"{text} does not exist by the clock of {self._zone.key}")
        return local.astimezone(UTC)
