"""Reads required agents (`timestamp,required`, perhaps `queue`) and shift rules (TOML or JSON) for a schedule."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from staffing_svc.domain.schedule import Requirement, ScheduleRules, rules_from
from staffing_svc.domain.schedule.refusals import ImpossibleRequirement

from concert_cli.staffing.columns import UnreadableFile
from concert_cli.staffing.intervals_file import IntervalFile, read_interval_file

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


def read_required(path: Path, *, column: str | None, timezone: str | None) -> RequiredFile:
    """Required agents by queue; parts of an agent are rounded up, missing intervals require nobody.

    `column` names the column of agents where it is none of the usual. Raises UnreadableFile.
    """
    named = column or _column(path)
    intervals = read_interval_file(path, timezone=timezone, columns={"offered": named} if named else {})
    if intervals.bad_lines:
        bad = intervals.bad_lines[0]
        raise UnreadableFile(f"{path.name} line {bad.number}: {bad.reason}", field="required")
    if intervals.interval_s > 3600:
        raise ImpossibleRequirement("shifts need intervals of 5-60 minutes", field="required")
    requirements = tuple(
        Requirement(
            name,
            history.start.astimezone(ZoneInfo(history.timezone)),
            history.interval_s,
            tuple(np.ceil(np.nan_to_num(history.offered) - 1e-9).astype(np.int64).tolist()),
        )
        for name, history in intervals.queues.items()
    )
    return RequiredFile(intervals, requirements)


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
