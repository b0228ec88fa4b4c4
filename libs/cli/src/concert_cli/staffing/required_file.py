"""Reads required agents (`timestamp,required`, perhaps `queue`) and shift rules (TOML or JSON) for a schedule."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from datetime import timezone as fixed_zone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from staffing_svc.domain.forecast.history import DAY_S, History
from staffing_svc.domain.schedule import Requirement, ScheduleRules, rules_from
from staffing_svc.domain.schedule.refusals import ImpossibleRequirement

from concert_cli.staffing.columns import UnreadableFile, rows_and_columns, stamp_text
from concert_cli.staffing.intervals_file import IntervalFile, read_interval_file
from concert_cli.staffing.stamps import stamp_parser

REQUIRED_NAMES = (
    "required",
    "required_agents",
    "agents_required",
    "agents",
    "staff",
    "demand",
    "headcount",
    "fte",
)


@dataclass(frozen=True)
class RequiredFile:
    """One requirement per queue of the file, and how the file writes its times."""

    intervals: IntervalFile
    requirements: tuple[Requirement, ...]


def read_required(
    path: Path, *, column: str | None, timezone: str | None, interval_s: int | None = None, whole_days: bool
) -> RequiredFile:
    """Required agents by queue; parts of an agent are rounded up, missing intervals require nobody.

    `column` names the column of agents where it is none of the usual. With `whole_days` the file is taken as
    full days: nobody is required after its last interval. Raises UnreadableFile.
    """
    named = column or _column(path)
    columns = {"offered": named} if named else {}
    intervals = read_interval_file(path, timezone=timezone, columns=columns, interval_s=interval_s)
    if intervals.bad_lines:
        bad = intervals.bad_lines[0]
        raise UnreadableFile(f"{path.name} line {bad.number}: {bad.reason}", field="required")
    if intervals.interval_s > 3600:
        raise ImpossibleRequirement("shifts need intervals of 5-60 minutes", field="required")
    zone: tzinfo = ZoneInfo(timezone) if timezone else _zone_of(path, columns)
    requirements = tuple(
        Requirement(
            name, history.start.astimezone(zone), history.interval_s, _agents(history, whole_days=whole_days)
        )
        for name, history in intervals.queues.items()
    )
    return RequiredFile(intervals, requirements)


def _agents(history: History, *, whole_days: bool) -> tuple[int, ...]:
    agents: list[int] = np.ceil(np.nan_to_num(history.offered) - 1e-9).astype(np.int64).tolist()
    if whole_days:
        agents += [0] * (-len(agents) % (DAY_S // history.interval_s))
    return tuple(agents)


def _zone_of(path: Path, columns: Mapping[str, str]) -> tzinfo:
    """The clock of stamps that carry an offset: shifts begin at its hours. Raises UnreadableFile for several."""
    rows, positions, _ = rows_and_columns(path, columns)
    texts = [stamp_text(row, positions) for row in rows if len(row) > max(positions.values())]
    parse = stamp_parser(texts[:5000])
    offsets = {parse(text).utcoffset() or timedelta() for text in texts}
    if len(offsets) > 1:
        raise UnreadableFile(
            f"the stamps of {path.name} carry {len(offsets)} offsets, as where clocks change: "
            "name their zone, for example --timezone Europe/Berlin",
            field="required",
        )
    return fixed_zone(offsets.pop())


def read_rules(path: Path) -> ScheduleRules:
    """Shift rules from a .json file, or from TOML. Raises UnreadableFile or ImpossibleShiftRule."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise UnreadableFile(f"{path.name} is not valid: {error}", field="rules") from error
    if not isinstance(table, dict):
        raise UnreadableFile(f"{path.name} must hold one table of rules", field="rules")
    return rules_from(table)


def _column(path: Path) -> str | None:
    """The column of required agents, by the first usual name in the header; None for a file without a header."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.readline().strip()
    delimiter = max(",;\t|", key=head.count)
    header = {name.strip().strip('"').lower(): name.strip().strip('"') for name in head.split(delimiter)}
    return next((header[name] for name in REQUIRED_NAMES if name in header), None)
