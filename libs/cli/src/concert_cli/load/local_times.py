"""Times in files: with an offset as they stand, without one by the clock on the company's wall."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from concert_cli.staffing.stamps import stamp_parser
from concert_cli.zones import zone_of

MOST_WEEKS = 52 * 200


class WallClock:
    """Reads times of one file and moves them by whole weeks.

    An hour that daylight saving skips is refused; in the repeated hour the first reading counts (`fold=1` reads
    the second). Raises ValueError for what is no zone, or times that do not tell the day from the month.
    """

    def __init__(self, samples: Sequence[str], timezone: str, weeks: int = 0) -> None:
        self._parse: Callable[[str], datetime] = stamp_parser(samples)
        self._zone = zone_of(timezone)
        self._moved = timedelta(weeks=max(min(weeks, MOST_WEEKS), -MOST_WEEKS))

    def instant(self, text: str, *, fold: int = 0) -> datetime:
        """The moment in UTC. Raises ValueError for what is no time, or none by the local clock."""
        if not text:
            raise ValueError("the cell is empty")
        try:
            stamp = self._parse(text) + self._moved
            return stamp.astimezone(UTC) if stamp.tzinfo is not None else self._local(stamp, text, fold)
        except OverflowError:
            raise ValueError(f"{text!r} lies outside of all calendars") from None

    def _local(self, stamp: datetime, text: str, fold: int) -> datetime:
        local = stamp.replace(tzinfo=self._zone, fold=fold)
        back = local.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
        if back != stamp:
            raise ValueError(f"{text} does not exist by the clock of {self._zone.key}")
        return local.astimezone(UTC)
