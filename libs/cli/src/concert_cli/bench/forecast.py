"""`concert bench forecast`: scores the forecast on any interval file by rolling origin, by lead time."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Annotated

import numpy as np
import typer
from staffing_svc.domain.forecast import Forecast, History, forecast
from staffing_svc.domain.forecast.accuracy import LEADS, score, seasonal_naive_error, wape
from staffing_svc.domain.forecast.history import DAY_S, FloatArray
from staffing_svc.domain.forecast.refusals import HistoryTooShort

from concert_cli.output import OutputFormat, OutputOption, emit_rows, progress_on_stderr
from concert_cli.staffing.forecast import calendar_for, column_mapping, warn_of_bad_lines
from concert_cli.staffing.intervals_file import read_interval_file
from concert_cli.staffing.refused import refusals_named

FIRST_SHARE = 0.4
LEAST_DAYS = 14


def bench_forecast(
    file: Annotated[
        Path,
        typer.Argument(help="Intervals: timestamp,offered and perhaps queue.", exists=True, dir_okay=False),
    ],
    origins: Annotated[
        int, typer.Option("--origins", help="How many cuts are forecast from.", min=1, max=500)
    ] = 20,
    horizon_days: Annotated[
        int, typer.Option("--horizon-days", help="Days ahead of each cut.", min=1, max=366)
    ] = 42,
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
    """Score the forecast on FILE: each cut knows only what came before it; beside it two naive peers."""
    with refusals_named():
        intervals = read_interval_file(file, timezone=timezone, columns=column_mapping(columns or []))
        warn_of_bad_lines(intervals.bad_lines, file)
        rows: list[dict[str, object]] = []
        for name, history in intervals.queues.items():
            rows.extend(_score_queue(name, history, origins, horizon_days, holidays))
        if not rows:
            raise HistoryTooShort(
                f"no queue has more than {LEAST_DAYS + 1} days: too few to score", field=None
            )
    emit_rows(rows, output)


def _score_queue(
    name: str, history: History, origins: int, horizon_days: int, holidays: str | None
) -> list[dict[str, object]]:
    cuts = rolling_cuts(history, origins)
    made: list[tuple[Forecast, FloatArray]] = []
    began = process_time()
    with progress_on_stderr() as progress:
        for cut in progress.track(cuts, description=f"forecast {name}"):
            count = min(horizon_days * DAY_S, int((history.end - cut).total_seconds())) // history.interval_s
            calendar = calendar_for(holidays, history, cut, count)
            made.append((forecast(history, cut, count, calendar=calendar), actual_from(history, cut, count)))
    took_s = (process_time() - began) / max(len(cuts), 1)
    return score_by_lead(name, history, cuts, made, took_s)


def rolling_cuts(history: History, origins: int) -> list[datetime]:
    """Midnights (on the grid) spread over the last 60 % of the history, each with a day to score after it."""
    days = len(history) * history.interval_s // DAY_S
    first = max(LEAST_DAYS, int(days * FIRST_SHARE))
    if days - 1 < first:
        return []
    numbers = np.unique(np.linspace(first, days - 1, origins).astype(int))
    return [history.start.astimezone(UTC) + timedelta(days=int(number)) for number in numbers]


def actual_from(history: History, cut: datetime, count: int) -> FloatArray:
    """What was offered in the `count` intervals from the cut, NaN beyond the history."""
    begin = history.index_of(cut)
    return history.offered[begin : begin + count]


def score_by_lead(
    name: str, history: History, cuts: list[datetime], made: list[tuple[Forecast, FloatArray]], took_s: float
) -> list[dict[str, object]]:
    """One row per band of lead time over all cuts."""
    if not made:
        return []
    season = 7 * DAY_S // history.interval_s
    naive_error = seasonal_naive_error(history.until(cuts[0]).offered, season)
    lead = np.concatenate([np.arange(len(one)) * one.interval_s // DAY_S for one, _ in made])
    mean = np.concatenate([one.mean for one, _ in made])
    quantiles = np.concatenate([one.quantiles for one, _ in made])
    actual = np.concatenate([seen for _, seen in made])
    peers = {
        f"{name}_wape": np.concatenate(
            [_weeks_back(history, cut, len(one), weeks) for cut, (one, _) in zip(cuts, made, strict=True)]
        )
        for name, weeks in (("naive", 1), ("mean_of_8_weeks", 8))
    }
    rows: list[dict[str, object]] = []
    for band, low, high in (*LEADS, ("all", 0, 10_000)):
        inside = (lead >= low) & (lead < high)
        scored = score(mean[inside], quantiles[inside], actual[inside], made[0][0].levels, naive_error)
        if scored is None:
            continue
        beside = {peer: _wape_of_known(values[inside], actual[inside]) for peer, values in peers.items()}
        row: dict[str, object] = {
            "queue": name,
            "lead": band,
            "wape": scored.wape,
            **beside,
            **asdict(scored),
        }
        rows.append({key: _short(value) for key, value in row.items()} | {"cpu_s": round(took_s, 3)})
    return rows


def _weeks_back(history: History, cut: datetime, count: int, weeks: int) -> FloatArray:
    """The mean of the same interval in the last `weeks` weeks before the cut, of those that are known, else 0;
    one week is the seasonal naive."""
    season = 7 * DAY_S // history.interval_s
    first = history.index_of(cut) - season + np.arange(count) % season
    places = first[None, :] - season * np.arange(weeks)[:, None]
    values = np.where(places >= 0, history.offered[np.maximum(places, 0)], np.nan)
    known = ~np.isnan(values)
    mean: FloatArray = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return mean


def _wape_of_known(expected: FloatArray, actual: FloatArray) -> float | None:
    known = ~np.isnan(actual)
    return wape(expected[known], actual[known])


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
