"""`concert staffing surges`: every surge in a file, each day judged with what was known before it."""

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress
from staffing_svc.domain.forecast import Calendar, History
from staffing_svc.domain.surge import detectable_uplift

from concert_cli.output import OutputFormat, OutputOption, emit_rows, progress_on_stderr
from concert_cli.staffing.forecast import calendar_for, column_mapping, stamp_option, warn_of_bad_lines
from concert_cli.staffing.intervals_file import IntervalFile, read_interval_file
from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.surge_watch import Alarm, Tracker, Watched, alarms, prepare_watch

_RATE = re.compile(r"^\s*(\d+(?:\.\d*)?|\.\d+)\s*(?:/\s*(day|week|month))?\s*$", re.IGNORECASE)
_PER_WEEK = {"day": 7.0, "week": 1.0, "month": 7.0 / 30.4375}
DAY_S = 86_400
SHOWN = ("queue", "start", "end", "expected", "observed", "uplift")


def surges(
    file: Annotated[
        Path,
        typer.Argument(help="Intervals: timestamp,offered and perhaps queue.", exists=True, dir_okay=False),
    ],
    train_until: Annotated[
        str,
        typer.Option("--train-until", help="The threshold is learnt before this date, alarms come after."),
    ],
    false_alarms: Annotated[
        str, typer.Option("--false-alarms", help="What you can bear per queue: 1/week, 1/day, 2/month.")
    ] = "1/week",
    holidays: Annotated[
        str | None, typer.Option("--holidays", help="Country or region: IL, US, DE-BY.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Zone of the stamps, e.g. Europe/Berlin.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="Header mapping, e.g. offered=calls (repeatable).")
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """One row per alarm: it was raised with interval `start` and lasted until `end`; sums are in between."""
    rate = alarm_rate(false_alarms)
    with refusals_named():
        intervals = read_interval_file(file, timezone=timezone, columns=column_mapping(columns or []))
        warn_of_bad_lines(intervals.bad_lines, file)
        rows: list[dict[str, object]] = []
        with progress_on_stderr() as progress:
            for name, history in intervals.queues.items():
                begin = cut(intervals, history, train_until)
                with refusals_named(f"queue {name}" if len(intervals.queues) > 1 else ""):
                    watched, found = _watch(history, begin, holidays, rate, tracker(progress, name))
                rows.extend(_row(name, intervals, history, alarm) for alarm in found)
                _say(progress.console, name, history, watched, len(found))
    emit_rows(narrow(rows) if output is OutputFormat.TABLE else rows, output)


def narrow(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """What fits on a screen; json and csv carry the interval of the uplift, the onset and the state too."""
    return [{name: row[name] for name in row if name in SHOWN} for row in rows]


def alarm_rate(text: str) -> float:
    """False alarms a week from `1/week`, `.2/day`, `3/month` or a number a week."""
    match = _RATE.match(text)
    if match is None or float(match[1]) <= 0:
        raise typer.BadParameter(
            "write how many alarms you can bear: 1/week, .2/day", param_hint="--false-alarms"
        )
    return float(match[1]) * _PER_WEEK[(match[2] or "week").lower()]


def cut(intervals: IntervalFile, history: History, train_until: str) -> int:
    """The first judged interval; refuses a daily file and a cut outside of it."""
    if intervals.interval_s >= DAY_S:
        raise typer.BadParameter(
            "surges are found in intervals of 5-60 minutes, not in days", param_hint="FILE"
        )
    at = intervals.instant(stamp_option(train_until, "--train-until"), history.timezone)
    begin = -int((history.start - at).total_seconds() // history.interval_s)
    if not 0 < begin < len(history):
        raise typer.BadParameter("the date must lie inside the file's history", param_hint="--train-until")
    return begin


def tracker(progress: Progress, queue: str) -> Tracker:
    """Progress bars that say which queue is being worked on."""

    def track(numbers: Iterable[int], doing: str) -> Iterable[int]:
        counted = list(numbers)
        task = progress.add_task(f"{doing} {queue}", total=len(counted))
        for number in counted:
            yield number
            progress.advance(task)
        progress.remove_task(task)

    return track


def _watch(
    history: History, begin: int, holidays: str | None, rate: float, track: Tracker
) -> tuple[Watched, list[Alarm]]:
    calendar = calendar_for(holidays, history, history.end, 0) or Calendar()
    watched = prepare_watch(history, begin, calendar=calendar, false_alarms_per_week=rate, track=track)
    return watched, alarms(history, watched, track=track)


def _row(name: str, intervals: IntervalFile, history: History, alarm: Alarm) -> dict[str, object]:
    def stamp(index: int) -> str:
        at = history.start + timedelta(seconds=index * history.interval_s)
        return intervals.stamp(at, history.timezone)

    row: dict[str, object] = {"queue": name} if len(intervals.queues) > 1 else {}
    row |= {"start": stamp(alarm.first), "end": stamp(alarm.last + 1)}
    row |= {"expected": round(alarm.expected, 2), "observed": alarm.observed}
    row["uplift"] = round(alarm.observed / alarm.expected - 1.0, 4) if alarm.expected > 0 else None
    row |= {"uplift_low": round(alarm.uplift_low, 4), "uplift_high": round(alarm.uplift_high, 4)}
    return row | {"since": stamp(alarm.since), "state": "ended" if alarm.over else "going-on"}


def _say(console: Console, name: str, history: History, watched: Watched, found: int) -> None:
    weeks = (len(history) - watched.begin) * history.interval_s / (7 * 86_400)
    console.print(
        f"{name}: {found} alarms in {weeks:.1f} weeks; threshold learnt from "
        f"{watched.detector.calibrated_weeks:.1f} weeks; {detectable(watched)}",
        markup=False,
        highlight=False,
    )


def detectable(watched: Watched) -> str:
    """What the queue can show at all, in words."""
    judged = watched.expected[watched.begin :]
    told = judged[np.isfinite(judged) & (judged > 0)]
    busy = float(np.quantile(told, 0.9)) if len(told) else 0.0
    uplift = detectable_uplift(watched.detector, busy)
    shown = f"+{uplift:.0%}" if np.isfinite(uplift) else "no uplift up to +500 %"
    return f"in busy hours ({busy:.0f} per interval) {shown} is found within 2 h nine times of ten"
