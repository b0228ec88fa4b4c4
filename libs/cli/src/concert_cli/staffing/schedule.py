"""`concert staffing schedule`: shifts that cover required agents under rules of your own, with a proven gap."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from concert_contracts.refusal import Refusal
from rich.console import Console
from staffing_svc.domain.schedule import Requirement, Schedule, ScheduleRules, SearchBudget, Shift
from staffing_svc.domain.schedule.assignment import Assignment, assign, unnamed_people
from staffing_svc.domain.schedule.budget import Progress
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.publishing import Order, publish
from staffing_svc.domain.schedule.refusals import ImpossibleRequirement
from staffing_svc.domain.schedule.tour import Span

from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows
from concert_cli.staffing.columns import UnreadableFile
from concert_cli.staffing.interrupts import wish_to_stop
from concert_cli.staffing.lengths import seconds, share
from concert_cli.staffing.required_file import RequiredFile, read_required, read_rules
from concert_cli.staffing.schedule_rows import interval_rows, line_rows, shift_rows, summary_record

DAY_S = 86_400


class Shown(StrEnum):
    """Which rows a table or CSV shows; JSON always holds all of them."""

    SUMMARY = "summary"
    SHIFTS = "shifts"
    LINES = "lines"
    INTERVALS = "intervals"


def schedule_command(
    required: Annotated[
        Path,
        typer.Option(
            "--required", exists=True, dir_okay=False, help="CSV: timestamp,required and perhaps queue."
        ),
    ],
    rules: Annotated[
        Path,
        typer.Option(
            "--rules", exists=True, dir_okay=False, help="TOML or JSON: [[shift]], [week], [[staff]]."
        ),
    ],
    published: Annotated[
        bool,
        typer.Option(
            "--publish", help="Search exactly, in a process of its own, with progress on standard error."
        ),
    ] = False,
    gap: Annotated[
        float,
        typer.Option(parser=share, metavar="SHARE", help="Stop when proven this near.", show_default="0.2%"),
    ] = 0.002,
    time_limit: Annotated[
        float,
        typer.Option(
            parser=seconds, metavar="LENGTH", help="End the search after this long.", show_default="14s"
        ),
    ] = 14.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Threads of the exact search.")] = 2,
    tours: Annotated[
        bool,
        typer.Option("--tours", help="Without [[staff]]: as many people as it takes, and who works what."),
    ] = False,
    column: Annotated[
        str | None,
        typer.Option("--column", help="The column of required agents, e.g. agents_with_shrinkage."),
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of the stamps, e.g. Europe/Berlin.")] = None,
    interval: Annotated[
        float | None,
        typer.Option(
            parser=seconds, metavar="LENGTH", help="Length of an interval, for a file of a single one."
        ),
    ] = None,
    shown: Annotated[
        Shown | None, typer.Option("--show", help="Rows of table (summary) or CSV (shifts).")
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Cover required agents by shifts at the fewest paid hours, under rules kept as data.

    A draft takes a fraction of a second, --publish up to --time-limit;
    Ctrl-C ends it early with the best so far.
    The gap is proven: no schedule under the rules is cheaper than
    bound_hours. Under- and over-cover are counted minute by minute from
    the shifts themselves.

    concert staffing schedule --required required.csv --rules
    shift_rules.toml --publish -o json
    """
    budget = SearchBudget(time_limit, gap, workers)
    with _files_named():
        kept = read_rules(rules)
        file = read_required(
            required,
            column=column,
            timezone=timezone,
            interval_s=None if interval is None else round(interval),
            whole_days=kept.repeats,
        )
        made = []
        for one in file.requirements:
            with _queue_named(one.queue if len(file.requirements) > 1 else ""):
                made.append(_made(one, kept, budget, published=published))
        handed_out = _handed_out(made, kept, tours=tours)
    _emit(file, made, handed_out, shown, output)


@contextmanager
def _files_named() -> Iterator[None]:
    """A refusal as a command-line error that names the file and the place in it."""
    try:
        yield
    except (ImpossibleRequirement, UnreadableFile) as refusal:
        hint = "--rules" if refusal.field == "rules" else "--required"
        raise typer.BadParameter(refusal.message, param_hint=hint) from refusal
    except Refusal as refusal:
        place = f"{refusal.field}: " if refusal.field else ""
        raise typer.BadParameter(place + refusal.message, param_hint="--rules") from refusal


@contextmanager
def _queue_named(queue: str) -> Iterator[None]:
    """A refusal that says which of several queues it is about."""
    try:
        yield
    except Refusal as refusal:
        if not queue:
            raise
        raise type(refusal)(f"{queue}: {refusal.message}", field=refusal.field) from refusal


def _made(
    requirement: Requirement, rules: ScheduleRules, budget: SearchBudget, *, published: bool
) -> Schedule:
    if not published:
        return draft(requirement, rules)
    console = Console(stderr=True, highlight=False)

    def tell(progress: Progress) -> None:
        console.print(
            f"{requirement.queue}: {progress.elapsed_s:5.1f} s  best {progress.best_h:,.1f} h  "
            f"bound {progress.bound_h:,.1f} h  gap {progress.gap:.2%}"
        )

    with wish_to_stop() as asked:
        made = publish(Order(requirement, rules, budget), tell, asked)
        if asked():
            console.print(f"{requirement.queue}: stopped, this is the best so far")
    return made


def _handed_out(made: Sequence[Schedule], rules: ScheduleRules, *, tours: bool) -> Assignment | None:
    """Who works which shift, over all queues; None when there is nobody to hand shifts to."""
    shifts = [shift for schedule in made for shift in schedule.shifts]
    first = min(schedule.requirement.starts_at.date() for schedule in made)
    longest_s = max(len(one.requirement.agents) * one.requirement.interval_s for one in made)
    span = Span(first, longest_s // DAY_S if rules.repeats else 0)
    if rules.people:
        return assign(shifts, rules, span)
    if not tours:
        return None
    return assign(shifts, rules.with_people(unnamed_people(shifts, rules, span)), span)


def _emit(
    file: RequiredFile,
    made: Sequence[Schedule],
    handed_out: Assignment | None,
    shown: Shown | None,
    output: OutputFormat,
) -> None:
    totals = [_summary(schedule, handed_out) for schedule in made]
    rows: dict[Shown, list[dict[str, object]]] = {
        Shown.SUMMARY: totals,
        Shown.SHIFTS: shift_rows(_named(made, handed_out), file.intervals),
        Shown.LINES: [row for one in made for row in line_rows(one, file.intervals)],
        Shown.INTERVALS: [row for one in made for row in interval_rows(one, file.intervals)],
    }
    if output is OutputFormat.JSON:
        named = {str(part): part_rows for part, part_rows in rows.items() if part is not Shown.LINES}
        emit_record(named | {"open_shifts": _open_rows(handed_out, file)}, output)
    elif output is OutputFormat.TABLE and shown in (None, Shown.SUMMARY) and len(totals) == 1:
        emit_record(totals[0], output)
    else:
        default = Shown.SUMMARY if output is OutputFormat.TABLE else Shown.SHIFTS
        emit_rows(rows[shown or default], output)


def _summary(schedule: Schedule, handed_out: Assignment | None) -> dict[str, object]:
    queue = schedule.requirement.queue
    if handed_out is None:
        return summary_record(schedule, None, None)
    people = sum(any(shift.queue == queue for shift in tour.shifts) for tour in handed_out.tours)
    still_open = sum(one.shift.queue == queue for one in handed_out.open_shifts)
    return summary_record(schedule, people, still_open)


def _named(made: Sequence[Schedule], handed_out: Assignment | None) -> list[tuple[str | None, Shift]]:
    if handed_out is None:
        return [(None, shift) for schedule in made for shift in schedule.shifts]
    taken: list[tuple[str | None, Shift]] = [
        (tour.person, shift) for tour in handed_out.tours for shift in tour.shifts
    ]
    taken += [(None, one.shift) for one in handed_out.open_shifts]
    return sorted(taken, key=lambda pair: (pair[1].starts_at, pair[0] or ""))


def _open_rows(handed_out: Assignment | None, file: RequiredFile) -> list[dict[str, object]]:
    still_open = handed_out.open_shifts if handed_out else ()
    rows = shift_rows([(None, one.shift) for one in still_open], file.intervals)
    return [row | {"reason": one.reason} for row, one in zip(rows, still_open, strict=True)]
