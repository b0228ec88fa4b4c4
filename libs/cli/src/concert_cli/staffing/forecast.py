"""`concert staffing forecast`: what each interval will bring, from a file, knowing nothing after the cut."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from staffing_svc.domain.forecast import Calendar, Forecast, History, Regressor, country_calendar, forecast
from staffing_svc.domain.forecast.cold_start import forecast_like
from staffing_svc.domain.forecast.refusals import HistoryTooShort, RegressorIncomplete
from staffing_svc.domain.layers.campaign_history import learn_from_history
from staffing_svc.domain.layers.planned import forecast_with_campaigns, with_campaigns_ahead

from concert_cli.output import OutputFormat, OutputOption, emit_rows, progress_on_stderr
from concert_cli.staffing.campaigns_file import CampaignFile, read_campaign_file
from concert_cli.staffing.intervals_file import BadLine, IntervalFile, read_interval_file
from concert_cli.staffing.known_ahead import read_known_ahead
from concert_cli.staffing.lengths import seconds
from concert_cli.staffing.likeness import Like, likenesses
from concert_cli.staffing.refused import refusals_named

SHOWN_BAD_LINES = 10


def forecast_command(
    file: Annotated[
        Path,
        typer.Argument(help="Intervals: timestamp,offered and perhaps queue.", exists=True, dir_okay=False),
    ],
    as_of: Annotated[
        str, typer.Option("--as-of", help="The cut: nothing at or after it is used, e.g. 1999-11-01T00:00.")
    ],
    horizon: Annotated[str, typer.Option("--horizon", help="How far ahead: 30m, 12h, 10d, 6w.")] = "6w",
    holidays: Annotated[
        str | None, typer.Option("--holidays", help="Country or region: IL, US, DE-BY.")
    ] = None,
    campaigns: Annotated[
        Path | None,
        typer.Option(
            "--campaigns",
            help="Waves: channel,send_at,size and perhaps name,queue,class,expected_contacts.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    known_ahead: Annotated[
        list[str] | None,
        typer.Option("--known-ahead", help="Column known beyond the cut, e.g. bookings (repeatable)."),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Zone of the stamps, e.g. Europe/Berlin.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="Header mapping, e.g. offered=calls (repeatable).")
    ] = None,
    like: Annotated[
        list[str] | None,
        typer.Option(
            "--like",
            metavar="NEW=SIMILAR:SCALE",
            help="A new queue as so many times a similar one, until it has 4 weeks of its own (repeatable).",
        ),
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Forecast every interval of every queue in FILE: mean and quantiles, from what was known at the cut."""
    with refusals_named():
        mapping = column_mapping(columns or [])
        rows = _forecast_file(
            file, as_of, horizon, holidays, campaigns, known_ahead or [], timezone, mapping, like or []
        )
    emit_rows(rows, output)


def _forecast_file(
    file: Path,
    as_of: str,
    horizon: str,
    holidays: str | None,
    campaigns: Path | None,
    known_ahead: list[str],
    timezone: str | None,
    columns: dict[str, str],
    like: list[str],
) -> list[dict[str, object]]:
    intervals = read_interval_file(file, timezone=timezone, columns=columns)
    warn_of_bad_lines(intervals.bad_lines, file)
    told = read_known_ahead(file, known_ahead, timezone=timezone, columns=columns)
    similar = likenesses(like, intervals.queues)
    names = [*intervals.queues, *(name for name in similar if name not in intervals.queues)]
    plan = read_campaign_file(campaigns, intervals, names) if campaigns else None
    if plan and campaigns:
        warn_of_bad_lines(plan.bad_lines, campaigns)
    cut = stamp_option(as_of, "--as-of")
    count = -int(-seconds(horizon) // intervals.interval_s)
    rows: list[dict[str, object]] = []
    refused: dict[str, HistoryTooShort] = {}
    with progress_on_stderr() as progress:
        for name in progress.track(names, description="forecast"):
            lender = similar[name].similar if name in similar else name
            at = intervals.instant(cut, intervals.queues[lender].timezone)
            calendar = calendar_for(holidays, intervals.queues[lender], at, count)
            try:
                if name in similar:
                    made = _borrowed(name, similar[name], intervals, at, count, calendar, plan)
                else:
                    made = _one(name, intervals.queues[name], at, count, calendar, plan, told.get(name, ()))
            except HistoryTooShort as refusal:
                refused[name] = refusal
                continue
            rows.extend(_rows(name, intervals, made, several=len(names) > 1))
    _say_refused(refused, of=len(names))
    return rows


def _say_refused(refused: Mapping[str, HistoryTooShort], *, of: int) -> None:
    """Queues that began after the cut are named on standard error; if there is no other queue, that is the
    answer."""
    if len(refused) == of:
        raise next(iter(refused.values()))
    for name, refusal in refused.items():
        typer.echo(f"queue {name}: {refusal.message}", err=True)


def _borrowed(
    name: str,
    like: Like,
    intervals: IntervalFile,
    at: datetime,
    count: int,
    calendar: Calendar | None,
    plan: CampaignFile | None,
) -> Forecast:
    """What the similar queue had, its campaigns taken out, with the campaigns of the new queue on top."""
    lender, own = intervals.queues[like.similar], intervals.queues.get(name)
    if plan is not None and plan.of(like.similar):
        lender = learn_from_history(lender, plan.of(like.similar), at, calendar).cleaned
    if own is not None and plan is not None and plan.of(name):
        own = learn_from_history(own, plan.of(name), at, calendar).cleaned
    made = forecast_like(lender, own, at, count, scale=like.scale, calendar=calendar)
    return made if plan is None else with_campaigns_ahead(made, lender, plan.of(name))


def _one(
    name: str,
    history: History,
    at: datetime,
    count: int,
    calendar: Calendar | None,
    plan: CampaignFile | None,
    told: tuple[Regressor, ...],
) -> Forecast:
    try:
        if plan is None or not plan.of(name):
            return forecast(history, at, count, calendar=calendar, regressors=told)
        return forecast_with_campaigns(
            history, at, count, plan.of(name), calendar=calendar, regressors=told
        ).forecast
    except RegressorIncomplete as refusal:
        raise RegressorIncomplete(refusal.message, field="known_ahead") from refusal


def _rows(name: str, intervals: IntervalFile, made: Forecast, *, several: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for index in range(len(made)):
        start = made.start + timedelta(seconds=index * made.interval_s)
        low, lower, median, upper, high = (round(float(value), 3) for value in made.quantiles[index])
        row: dict[str, object] = {"queue": name} if several else {}
        row |= {"start": intervals.stamp(start, made.timezone), "mean": round(float(made.mean[index]), 3)}
        row |= {"q025": low, "q10": lower, "q50": median, "q90": upper, "q975": high}
        rows.append(row)
    return rows


def calendar_for(holidays: str | None, history: History, at: datetime, count: int) -> Calendar | None:
    """The country's calendar over history and horizon; None when no country is named."""
    if holidays is None:
        return None
    ends = at + timedelta(seconds=count * history.interval_s)
    return country_calendar(holidays, range(history.start.year - 1, ends.year + 2))


def column_mapping(pairs: list[str]) -> dict[str, str]:
    """`offered=calls` options as a mapping; refuses what names neither timestamp, offered nor queue."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        wanted, separator, name = pair.partition("=")
        if not separator or wanted not in ("timestamp", "offered", "queue"):
            raise typer.BadParameter(
                "write timestamp=NAME, offered=NAME or queue=NAME", param_hint="--column"
            )
        mapping[wanted] = name
    return mapping


def stamp_option(text: str, option: str) -> datetime:
    """A date or date-time given on the command line."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text} is not a date or time such as 2024-11-01T00:00", param_hint=option
        ) from error


def warn_of_bad_lines(bad: tuple[BadLine, ...], file: Path) -> None:
    """Says on standard error which lines were left out and why."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in bad[:SHOWN_BAD_LINES]:
        console.print(f"{file.name} line {line.number}: {line.reason}", markup=False)
    if len(bad) > SHOWN_BAD_LINES:
        console.print(f"{file.name}: {len(bad)} lines were left out in all", markup=False)
