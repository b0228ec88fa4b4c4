"""`concert load`: real input from files, checked whole before anything is loaded."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import httpx
import typer
from concert_chassis.clock import SystemClock
from concert_chassis.home import Home
from concert_contracts.refusal import Refusal

from concert_cli.envelopes import identity_of, send, wrapped
from concert_cli.installation import (
    DEFAULT_HOME,
    HomeOption,
    NotAnswered,
    answer,
    installation,
    told_plainly,
)
from concert_cli.load.contact_lines import read_contacts
from concert_cli.load.interval_lines import read_intervals
from concert_cli.load.staff_lines import read_staff
from concert_cli.load.table_file import BadLine
from concert_cli.output import OutputFormat, OutputOption, emit_record, progress_on_stderr

load = typer.Typer(
    name="load",
    help="Load intervals, schedules, contacts and campaigns from CSV files. Every bad line is named with its "
    "number and reason, and nothing is loaded unless you say --skip-bad.",
    no_args_is_help=True,
)

CHUNK = 5000
Item = TypeVar("Item")

FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The CSV file.")
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", help="Name a column of the file: --map offered=CALLS --map timestamp=START."),
]
TimezoneOption = Annotated[
    str, typer.Option("--timezone", help="Of times without an offset, as in Europe/Vienna.")
]
QueueOption = Annotated[str | None, typer.Option("--queue", help="The queue of a file that names none.")]
WeeksOption = Annotated[
    int, typer.Option("--shift-weeks", help="Move all times by so many whole weeks (weekdays stay).")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Read and check only; load nothing.")]
SkipOption = Annotated[bool, typer.Option("--skip-bad", help="Load the good lines although others are bad.")]


@load.command()
def intervals(
    file: FileArgument,
    queue: QueueOption = None,
    map: MapOption = None,
    timezone: TimezoneOption = "UTC",
    within: Annotated[float, typer.Option(help="Seconds that the column answered_within counts.")] = 20.0,
    shift_weeks: WeeksOption = 0,
    dry_run: DryRunOption = False,
    skip_bad: SkipOption = False,
    forecast: Annotated[bool, typer.Option(help="Forecast each queue as soon as it is loaded.")] = True,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Load a history of intervals (5 to 60 minutes): timestamp, queue, offered, and what else there is.

    Example: concert load intervals calls.csv --queue sales --map offered=calls --timezone Asia/Jerusalem
    """
    with readable():
        read = read_intervals(
            file,
            mapping=mapping_of(map),
            timezone=timezone,
            queue=queue,
            within_s=within,
            weeks=shift_weeks,
            now=SystemClock().now(),
        )
    refuse_bad(read.bad, len(read.intervals), skip_bad=skip_bad, output=output)
    report: dict[str, object] = {
        "intervals": len(read.intervals),
        "interval_s": read.interval_s,
        "bad_lines": len(read.bad),
        "queues": sorted({interval.queue for interval in read.intervals}),
        "loaded": 0,
        "forecasts": {},
    }
    if not dry_run:
        with told_plainly(), installation(home).client("staffing-svc", role="planner") as staffing:
            bodies = [
                {
                    "queue": i.queue,
                    "started_at": i.started_at.isoformat(),
                    "interval_s": i.interval_s,
                    "offered": i.offered,
                    "answered": i.answered,
                    "answered_within": i.answered_within,
                    "within_s": i.within_s,
                    "abandoned": i.abandoned,
                    "handle_time_s": i.handle_time_s,
                    "short_abandoned": i.short_abandoned,
                    "blocked": i.blocked,
                    "deflected_unresolved": i.deflected_unresolved,
                }
                for i in read.intervals
            ]
            for part in chunks(bodies, "intervals"):
                answer(staffing.post("/v1/history", json={"intervals": part, "timezone": timezone}))
            report["loaded"] = len(bodies)
            if forecast:
                queues = {interval.queue for interval in read.intervals}
                report["forecasts"] = forecasts(staffing, sorted(queues))
    emit_record(report, output)


def forecasts(staffing: httpx.Client, queues: Sequence[str]) -> dict[str, object]:
    """The version of each queue's new forecast, or why there is none."""
    made: dict[str, object] = {}
    with progress_on_stderr() as progress:
        for queue in progress.track(queues, description="forecasting"):
            response = staffing.post("/v1/forecasts", json={"queue": queue})
            try:
                made[queue] = answer(response)["version"]
            except NotAnswered as why:
                made[queue] = str(why)
    return made


@load.command()
def staff(
    file: FileArgument,
    queue: QueueOption = None,
    map: MapOption = None,
    timezone: TimezoneOption = "UTC",
    interval: Annotated[int, typer.Option(min=5, max=60, help="Minutes that each line stands for.")] = 30,
    shift_weeks: WeeksOption = 0,
    dry_run: DryRunOption = False,
    skip_bad: SkipOption = False,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Load a schedule: timestamp, queue, agents (people scheduled, before shrinkage)."""
    with readable():
        read = read_staff(
            file,
            mapping=mapping_of(map),
            timezone=timezone,
            queue=queue,
            weeks=shift_weeks,
            interval_s=interval * 60,
        )
    refuse_bad(read.bad, len(read.scheduled), skip_bad=skip_bad, output=output)
    if not dry_run:
        with told_plainly(), installation(home).client("staffing-svc", role="planner") as staffing:
            for part in chunks(read.scheduled, "schedule"):
                answer(staffing.post("/v1/schedule", json={"scheduled": part}))
    emit_record(
        {
            "lines": len(read.scheduled),
            "bad_lines": len(read.bad),
            "loaded": 0 if dry_run else len(read.scheduled),
        },
        output,
    )


@load.command()
def contacts(
    file: FileArgument,
    map: MapOption = None,
    timezone: TimezoneOption = "UTC",
    shift_weeks: WeeksOption = 0,
    dry_run: DryRunOption = False,
    skip_bad: SkipOption = False,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Load contacts as ContactEnded events. Numbers and names of callers are hashed before they are sent."""
    with readable():
        read = read_contacts(
            file,
            mapping=mapping_of(map),
            timezone=timezone,
            weeks=shift_weeks,
            caller_key=b"" if dry_run else caller_key(home),
        )
    refuse_bad(read.bad, len(read.contacts), skip_bad=skip_bad, output=output)
    if not dry_run:
        with told_plainly(), installation(home).client("gateway-svc", role="planner") as gateway:
            envelopes = [
                wrapped(contact, at=contact.ended_at, identity=identity_of(contact))
                for contact in read.contacts
            ]
            with progress_on_stderr() as progress:
                task = progress.add_task("contacts", total=len(envelopes))
                for taken in send(gateway, envelopes):
                    progress.advance(task, taken)
    emit_record(
        {
            "lines": len(read.contacts),
            "bad_lines": len(read.bad),
            "loaded": 0 if dry_run else len(read.contacts),
        },
        output,
    )


@load.command()
def campaigns(
    file: FileArgument,
    dry_run: DryRunOption = False,
    skip_bad: SkipOption = False,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Announce the campaigns of a CSV; a line with a known external id changes that campaign."""
    with told_plainly(), installation(home).client("campaign-svc", role="campaign_owner") as service:
        response = service.post(
            "/v1/campaigns/import",
            params={"dry_run": str(dry_run).lower(), "bad_lines": "skip" if skip_bad else "refuse"},
            content=file.read_bytes(),
            headers={"Content-Type": "text/csv"},
        )
        emit_record(answer(response), output)


def caller_key(home: Path) -> bytes:
    """What callers are hashed with, so that nobody tries out all numbers: CONCERT_CALLER_KEY, or one kept here."""
    given = os.environ.get("CONCERT_CALLER_KEY")
    if given is None:
        home.mkdir(parents=True, exist_ok=True)
        given = Home(home).secret("caller_key")
    return given.encode()


def mapping_of(pairs: Sequence[str] | None) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs or ():
        name, equals, header = pair.partition("=")
        if not (name and equals and header):
            raise typer.BadParameter(f"{pair!r} is not OURS=THEIRS, as in offered=CALLS", param_hint="--map")
        mapping[name.strip()] = header
    return mapping


def refuse_bad(bad: Sequence[BadLine], good: int, *, skip_bad: bool, output: OutputFormat) -> None:
    """Names every bad line; ends with exit status 1 unless they are to be skipped."""
    if bad and not skip_bad and output is OutputFormat.JSON:
        named = [{"line": line.number, "reason": line.reason} for line in bad]
        emit_record({"loaded": 0, "good_lines": good, "bad_lines": len(bad), "bad": named}, output)
    for line in bad:
        typer.echo(f"line {line.number}: {line.reason}", err=True)
    if bad and not skip_bad:
        typer.echo(
            f"concert: {len(bad)} bad and {good} good lines: nothing was loaded. "
            "Mend the lines above, or load the good ones with --skip-bad.",
            err=True,
        )
        raise typer.Exit(1)


def chunks(items: Sequence[Item], what: str) -> Iterator[Sequence[Item]]:
    """Parts of a size that one request carries, with a progress bar on standard error."""
    with progress_on_stderr() as progress:
        task = progress.add_task(what, total=len(items))
        for first in range(0, len(items), CHUNK):
            part = items[first : first + CHUNK]
            yield part
            progress.advance(task, len(part))


@contextmanager
def readable() -> Iterator[None]:
    """Ends the command with exit status 2 when the file as a whole cannot be read."""
    try:
        yield
    except Refusal as refused:
        typer.echo(f"concert: {refused.message}", err=True)
        raise typer.Exit(2) from None
