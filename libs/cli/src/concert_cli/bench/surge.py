"""`concert bench surge`: how often the detector errs on a file, and which surges it finds how soon."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from staffing_svc.domain.forecast import Calendar, History

from concert_cli.bench.injection import Found, Rule, Stretch, alarms_per_week, found_by, our_rule
from concert_cli.bench.rules import above_forecast, calibrated, z_score
from concert_cli.output import OutputFormat, OutputOption, emit_rows, progress_on_stderr
from concert_cli.staffing.forecast import calendar_for, column_mapping, warn_of_bad_lines
from concert_cli.staffing.intervals_file import IntervalFile, read_interval_file
from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.surge_watch import Tracker, Watched, prepare_watch
from concert_cli.staffing.surges import alarm_rate, cut, detectable, tracker

UPLIFTS = (0.10, 0.20, 0.30, 0.50, 0.75, 1.00)
TRAINING_SHARE = 0.6


def bench_surge(
    file: Annotated[
        Path,
        typer.Argument(help="Intervals: timestamp,offered and perhaps queue.", exists=True, dir_okay=False),
    ],
    train_until: Annotated[
        str | None, typer.Option("--train-until", help="Begin of the judged part; otherwise its last 40 %.")
    ] = None,
    false_alarms: Annotated[
        str, typer.Option("--false-alarms", help="What you can bear per queue: 1/week, 1/day, 2/month.")
    ] = "1/week",
    surges: Annotated[
        int, typer.Option("--surges", help="Injected surges per uplift.", min=10, max=10_000)
    ] = 400,
    seed: Annotated[int, typer.Option("--seed", help="Of the injected surges' times and contacts.")] = 1,
    holidays: Annotated[
        str | None, typer.Option("--holidays", help="Country or region: IL, US, DE-BY.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Zone of the stamps, e.g. Europe/Berlin.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="Header mapping, e.g. offered=calls.")
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Score surge detection on FILE: alarms a week as it is, then surges of +10 to +100 % laid over it.

    Beside it: "actual > forecast x 1.3" (x1_3) and a z rule set on the training part to the same alarms.
    """
    rate = alarm_rate(false_alarms)
    with refusals_named():
        intervals = read_interval_file(file, timezone=timezone, columns=column_mapping(columns or []))
        warn_of_bad_lines(intervals.bad_lines, file)
        rows: list[dict[str, object]] = []
        with progress_on_stderr() as progress:
            for name, history in intervals.queues.items():
                begin = _begin(intervals, history, train_until)
                calendar = calendar_for(holidays, history, history.end, 0) or Calendar()
                track = tracker(progress, name)
                watched = _watched(history, begin, calendar, rate, track)
                _say(progress.console, name, history, watched)
                rules = {"concert": our_rule(watched.detector), **peers(history, watched, rate)}
                rows.extend(_rows(name, judged_stretch(history, watched), rules, surges, seed, track))
    emit_rows(rows, output)


def _begin(intervals: IntervalFile, history: History, train_until: str | None) -> int:
    if train_until is not None:
        return cut(intervals, history, train_until)
    per_day = 86_400 // history.interval_s
    day = int(len(history) / per_day * TRAINING_SHARE)
    at = history.start.date().isoformat()
    return cut(intervals, history, str(np.datetime64(at) + np.timedelta64(day, "D")))


def _watched(history: History, begin: int, calendar: Calendar, rate: float, track: Tracker) -> Watched:
    return prepare_watch(history, begin, calendar=calendar, false_alarms_per_week=rate, track=track)


def judged_stretch(history: History, watched: Watched) -> Stretch:
    """The judged part with the day before it."""
    per_day = 86_400 // history.interval_s
    begin = max(watched.begin - per_day, 0)
    return Stretch(watched.expected[begin:], history.offered[begin:], history.interval_s)


def peers(history: History, watched: Watched, per_week: float) -> dict[str, Rule]:
    """The rules in use beside ours: a fixed factor, and a z score whose limit the training part sets."""
    told = np.flatnonzero(np.isfinite(watched.expected[: watched.begin]))
    learnt = slice(int(told[0]) if len(told) else 0, watched.begin)
    training = Stretch(watched.expected[learnt], history.offered[learnt], history.interval_s)
    return {
        "x1_3": above_forecast(history.interval_s),
        "z_rule": calibrated(z_score(training), training, per_week=per_week),
    }


def _rows(
    name: str, stretch: Stretch, rules: Mapping[str, Rule], surges: int, seed: int, track: Tracker
) -> Iterator[dict[str, object]]:
    """One row per uplift: ours first, then what each peer finds within the hour and how often it errs."""
    per_week = {rule: round(alarms_per_week(alarms, stretch), 2) for rule, alarms in rules.items()}
    for number in track(range(len(UPLIFTS)), "inject"):
        found = found_by(rules, stretch, uplift=UPLIFTS[number], surges=surges, seed=seed)
        row = {"queue": name, **shown(found["concert"]), "false_alarms_per_week": per_week["concert"]}
        for peer in [rule for rule in rules if rule != "concert"]:
            row[f"{peer}_within_1h"] = round(found[peer].within_1h, 3)
            row[f"{peer}_alarms_per_week"] = per_week[peer]
        yield row


def shown(found: Found) -> dict[str, object]:
    """A result as a row."""
    median = found.median_minutes
    return {
        "uplift": found.uplift,
        "at_once": round(found.in_first_interval, 3),
        "within_1h": round(found.within_1h, 3),
        "within_2h": round(found.within_2h, 3),
        "median_minutes": None if median is None else round(median, 1),
    }


def _say(console: Console, name: str, history: History, watched: Watched) -> None:
    stretch = judged_stretch(history, watched)
    weeks = (len(stretch.expected) / stretch.per_day - 1) / 7
    console.print(
        f"{name}: {history.interval_s // 60} min, judged {weeks:.1f} weeks, {detectable(watched)}",
        markup=False,
        highlight=False,
    )
