"""`concert staffing required`: how many agents, and what callers experience with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from staffing_svc.domain.erlang import ServiceLevelVariant, StaffingModel

from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows
from concert_cli.staffing.cases_file import read_cases
from concert_cli.staffing.lengths import count, seconds, share
from concert_cli.staffing.required_cases import answer_cases
from concert_cli.staffing.required_deferred import answer_deferred
from concert_cli.staffing.required_pool import answer_pools

FIRST = ("line", "queue", "start", "timestamp", "contacts")
RESULTS = ("agents", "agents_with_shrinkage", "service_level", "asa_s", "abandonment", "occupancy")
MOST_LOST = 0.1
"""A plan that loses more than this share was hardly meant."""


def required(
    contacts: Annotated[
        float | None, typer.Option(parser=count, metavar="NUMBER", help="Contacts offered in the interval.")
    ] = None,
    interval: Annotated[
        float | None,
        typer.Option(
            parser=seconds,
            metavar="LENGTH",
            help="Length of the interval: 30m, 15m, 1h; default: from the starts of a file, else 30m.",
        ),
    ] = None,
    aht: Annotated[
        float | None,
        typer.Option(parser=seconds, metavar="LENGTH", help="Average handle time: 180, 180s or 3m."),
    ] = None,
    service_level: Annotated[
        float | None,
        typer.Option(parser=share, metavar="SHARE", help="Share answered within --within: .8 or 80%."),
    ] = None,
    within: Annotated[
        float,
        typer.Option(
            parser=seconds, metavar="LENGTH", help="The time T of the service level.", show_default="20s"
        ),
    ] = 20.0,
    patience: Annotated[
        float | None,
        typer.Option(parser=seconds, metavar="LENGTH", help="Mean time until a waiting caller hangs up."),
    ] = None,
    max_abandonment: Annotated[
        float | None, typer.Option(parser=share, metavar="SHARE", help="Cap on the share that hangs up.")
    ] = None,
    max_asa: Annotated[
        float | None,
        typer.Option(parser=seconds, metavar="LENGTH", help="Cap on the mean wait of answered contacts."),
    ] = None,
    max_occupancy: Annotated[
        float | None, typer.Option(parser=share, metavar="SHARE", help="Cap on the agents' busy share.")
    ] = None,
    shrinkage: Annotated[
        float,
        typer.Option(
            parser=share, metavar="SHARE", help="Paid time not available for contacts.", show_default="0"
        ),
    ] = 0.0,
    model: Annotated[
        StaffingModel | None,
        typer.Option(
            case_sensitive=False,
            help="a: Erlang A, callers hang up (default with --patience). c: Erlang C, they never do.",
        ),
    ] = None,
    variant: Annotated[
        ServiceLevelVariant,
        typer.Option(
            case_sensitive=False, help="How abandoned contacts count; SL4: those within T are neutral."
        ),
    ] = ServiceLevelVariant.SL4,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV, one case a line; columns named as the options."),
    ] = None,
    deadline: Annotated[
        float | None,
        typer.Option(
            parser=seconds,
            metavar="LENGTH",
            help="Contacts may wait so long (open time): the lines of --file are intervals in their order.",
        ),
    ] = None,
    backlog: Annotated[
        float,
        typer.Option(
            parser=count,
            metavar="NUMBER",
            help="With --deadline: contacts waiting at first.",
            show_default="0",
        ),
    ] = 0.0,
    pool: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="The column of --file that names skills of one team, whose agents have two each.",
        ),
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Agents needed for an interval.

    The smallest number that meets the service level (to within 1e-9) and
    every cap. With --patience the model is Erlang A. Without it, Erlang C:
    its callers never hang up, so it asks for 10-12 % too many. Pair
    Erlang A with --max-abandonment: 80/20 alone tolerates 6-9 % lost.

    concert staffing required --contacts 100 --interval 30m --aht 180
    --service-level .8 --within 20

    concert staffing required --contacts 100 --aht 3m --service-level 80%
    --patience 2m --max-abandonment 5% --shrinkage 30% -o json

    concert staffing required --file cases.csv --interval 15m -o csv

    concert staffing required --file mail.csv --aht 5m --deadline 4h

    concert staffing required --file skills.csv --pool queue --patience 3m
    --service-level .8
    """
    given: dict[str, object] = {
        "contacts": contacts,
        "interval": interval,
        "aht": aht,
        "service_level": service_level,
        "within": within,
        "patience": patience,
        "max_abandonment": max_abandonment,
        "max_asa": max_asa,
        "max_occupancy": max_occupancy,
        "shrinkage": shrinkage,
        "model": None if model is None else model.value,
        "variant": variant.value,
    }
    if deadline is not None or pool is not None:
        _answer_together(file, given, deadline, backlog, pool, output)
        return
    if file is not None:
        answers = answer_cases(read_cases(file, given))
        emit_rows(_results_first(answers) if output is OutputFormat.TABLE else answers, output)
    else:
        _refuse_unanswerable(given)
        given["interval"] = 1800.0 if interval is None else interval
        answers = answer_cases([given])
        emit_record(answers[0], output)
    if max_abandonment is None:
        _warn_of_lost_contacts(answers)


def _results_first(answers: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """What was asked for before what was handed through: a screen is not as wide as a file."""
    return [
        {name: answer[name] for name in (*FIRST, *RESULTS) if name in answer} | dict(answer)
        for answer in answers
    ]


def _answer_together(
    file: Path | None,
    given: Mapping[str, object],
    deadline_s: float | None,
    backlog: float,
    pool: str | None,
    output: OutputFormat,
) -> None:
    """What is asked of a file as a whole, not line by line."""
    option = "--pool" if deadline_s is None else "--deadline"
    if file is None or (deadline_s is not None and pool is not None):
        raise typer.BadParameter(
            "needs --file, and --deadline and --pool exclude each other.", param_hint=option
        )
    cases = read_cases(file, given)
    if pool is not None:
        emit_rows(answer_pools(cases, pool), output)
    elif deadline_s is not None:
        emit_rows(answer_deferred(cases, deadline_s=deadline_s, backlog=backlog), output)


def _warn_of_lost_contacts(answers: Sequence[Mapping[str, object]]) -> None:
    """A service level alone is met cheaply by letting callers go: whoever leaves in time does not count."""
    worst = max((float(str(answer["abandonment"])) for answer in answers), default=0.0)
    if worst > MOST_LOST:
        typer.echo(
            f"Note: up to {worst:.0%} of contacts hang up with these agents; --max-abandonment caps that.",
            err=True,
        )


def _refuse_unanswerable(given: Mapping[str, object]) -> None:
    for name in ("contacts", "aht"):
        if given[name] is None:
            raise typer.BadParameter(
                f"give --{name}, or --file with a column {name}.", param_hint=f"--{name}"
            )
