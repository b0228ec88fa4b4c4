"""Columns of an export that are known ahead, such as bookings: the forecast may see them beyond the cut."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from staffing_svc.domain.forecast import Regressor

from concert_cli.staffing.columns import UnreadableFile, rows_and_columns, stamp_text
from concert_cli.staffing.counts import count_parser
from concert_cli.staffing.interval_lines import ONE_QUEUE
from concert_cli.staffing.stamps import stamp_parser

Days = dict[date, list[float]]


def read_known_ahead(
    path: Path, names: Sequence[str], *, timezone: str | None, columns: Mapping[str, str]
) -> dict[str, tuple[Regressor, ...]]:
    """By queue, one number a day for each column of `names`: the mean of the day's cells that are filled.

    Lines after the cut need no count of contacts. Raises UnreadableFile when a column is not there.
    """
    found: dict[str, list[Regressor]] = {}
    for name in names:
        for queue, days in _days(path, name, timezone, columns).items():
            means = {day: float(np.mean(values)) for day, values in days.items()}
            found.setdefault(queue, []).append(Regressor(name, means))
    return {queue: tuple(regressors) for queue, regressors in found.items()}


def _days(path: Path, name: str, timezone: str | None, columns: Mapping[str, str]) -> dict[str, Days]:
    try:
        rows, places, _ = rows_and_columns(path, {**columns, "offered": name})
    except UnreadableFile as error:
        raise UnreadableFile(f"no column {name} in {path.name}", field="known_ahead") from error
    whole = [row for row in rows if len(row) > max(places.values())]
    parse = stamp_parser([stamp_text(row, places) for row in whole[:5000]])
    read = count_parser(row[places["offered"]] for row in whole)
    days: dict[str, Days] = {}
    for row in whole:
        value = read(row[places["offered"]])
        if isinstance(value, str) or math.isnan(value):
            continue
        try:
            stamp = parse(stamp_text(row, places))
        except ValueError:
            continue
        local = stamp.astimezone(ZoneInfo(timezone)) if timezone and stamp.tzinfo else stamp
        queue = row[places["queue"]].strip() if "queue" in places else ONE_QUEUE
        days.setdefault(queue, {}).setdefault(local.date(), []).append(value)
    return days
