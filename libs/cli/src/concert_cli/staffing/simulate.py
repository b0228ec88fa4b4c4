"""`concert staffing simulate`: a day or week event by event under a plan."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from staffing_svc.domain.erlang import ServiceLevelVariant
from staffing_svc.domain.simulation import (
    Break,
    DayPlan,
    DayRecord,
    Exponential,
    Group,
    Lognormal,
    Redials,
    SkillLoad,
)
from staffing_svc.domain.simulation import (
    simulate as simulate_once,
)
from staffing_svc.domain.simulation.durations import Duration

from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows, progress_on_stderr
from concert_cli.staffing.lengths import count, seconds, share
from concert_cli.staffing.plan_file import QueuePlan, interval_between, read_plan
from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.simulated_rows import interval_rows, overall


def simulate(
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV: contacts, agents; perhaps start, queue."),
    ] = None,
    contacts: Annotated[
        float | None,
        typer.Option(parser=count, metavar="NUMBER", help="Without --file: contacts in every interval."),
    ] = None,
    agents: Annotated[
        int | None, typer.Option(min=0, help="Without --file: agents in every interval.")
    ] = None,
    intervals: Annotated[int, typer.Option(min=1, help="Without --file: how many intervals.")] = 48,
    interval: Annotated[
        float | None,
        typer.Option(
            parser=seconds,
            metavar="LENGTH",
            help="Length of an interval; default: from the starts, else 30m.",
        ),
    ] = None,
    aht: Annotated[
        float,
        typer.Option(parser=seconds, metavar="LENGTH", help="Average handle time.", show_default="300s"),
    ] = 300.0,
    aht_cv: Annotated[
        float | None,
        typer.Option(min=0.0, help="Handle times lognormal with this standard deviation over mean."),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(parser=seconds, metavar="LENGTH", help="Mean patience; without it nobody hangs up."),
    ] = None,
    patience_cv: Annotated[
        float | None,
        typer.Option(min=0.0, help="Patience lognormal with this standard deviation over mean."),
    ] = None,
    redial: Annotated[
        float,
        typer.Option(
            parser=share,
            metavar="SHARE",
            help="Share of those who hang up that call again.",
            show_default="0",
        ),
    ] = 0.0,
    redial_after: Annotated[
        float,
        typer.Option(
            parser=seconds, metavar="LENGTH", help="Mean time until they call again.", show_default="300s"
        ),
    ] = 300.0,
    chain: Annotated[
        bool, typer.Option("--chain", help="Each queue's agents also take the next queue's contacts.")
    ] = False,
    breaks: Annotated[
        list[str] | None,
        typer.Option("--break", help="START/LENGTH/AGENTS from the beginning, e.g. 4h/30m/5; repeatable."),
    ] = None,
    within: Annotated[
        float,
        typer.Option(
            parser=seconds, metavar="LENGTH", help="The time T of the service level.", show_default="20s"
        ),
    ] = 20.0,
    variant: Annotated[
        ServiceLevelVariant, typer.Option(help="How abandoned contacts count in the service level.")
    ] = ServiceLevelVariant.SL4,
    replications: Annotated[int, typer.Option(min=1, help="Independent days to average.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same days.")] = 1,
    by_interval: Annotated[
        bool, typer.Option("--by-interval", help="One row per queue and interval instead of the whole.")
    ] = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Live a day or week before it happens, event by event.

    Prints service level, waits, abandonment and redials, averaged over
    --replications; service_level_error is its standard error. Agents
    finish the contact in hand before a break or the end of a shift, and
    the last interval's agents clear the queue.

    concert staffing simulate --contacts 100 --agents 14 --interval 30m
    --aht 180 --patience 120 --redial .4

    concert staffing simulate --file plan.csv --aht 5m --patience 2m
    --break 4h/30m/5 --by-interval -o csv
    """
    queues = _queues(file, contacts, agents, intervals)
    length_s = _interval_length(queues, interval)
    plan = DayPlan(
        length_s,
        [
            SkillLoad(
                queue.queue,
                queue.contacts,
                _duration(aht, aht_cv),
                _duration(float("inf") if patience is None else patience, patience_cv),
                Redials(redial, Exponential(redial_after)),
            )
            for queue in queues
        ],
        _groups(queues, chain=chain, pauses=[_pause(text) for text in breaks or ()]),
    )
    days = _days(plan, np.random.default_rng(seed), replications, within)
    if by_interval:
        emit_rows(interval_rows(queues, days, variant), output)
    else:
        emit_record(overall(days, variant, within), output)


def _queues(file: Path | None, contacts: float | None, agents: int | None, intervals: int) -> list[QueuePlan]:
    if file is not None:
        return read_plan(file)
    for name, value in (("contacts", contacts), ("agents", agents)):
        if value is None:
            raise typer.BadParameter(
                f"give --{name}, or --file with a column {name}.", param_hint=f"--{name}"
            )
    starts = [str(number) for number in range(1, intervals + 1)]
    return [
        QueuePlan("all", starts, np.full(intervals, contacts, float), np.full(intervals, agents, np.int64))
    ]


def _interval_length(queues: list[QueuePlan], given: float | None) -> float:
    found = interval_between(queues[0].starts)
    if given is not None and found is not None and found != given:
        raise typer.BadParameter(
            f"the file's intervals start every {found:g} s, not every {given:g} s.", param_hint="--interval"
        )
    if found is not None and found <= 0:
        raise typer.BadParameter("the starts must be in the order of time.", param_hint="--file")
    return next(length for length in (given, found, 1800.0) if length is not None)


def _duration(mean_s: float, cv: float | None) -> Duration:
    return Exponential(mean_s) if cv is None else Lognormal(mean_s, cv)


def _groups(queues: list[QueuePlan], *, chain: bool, pauses: list[Break]) -> list[Group]:
    names = [queue.queue for queue in queues]
    seconds_skill = names[1:] + names[:1]
    return [
        Group((queue.queue, second) if chain and len(queues) > 1 else (queue.queue,), queue.agents, pauses)
        for queue, second in zip(queues, seconds_skill, strict=True)
    ]


def _pause(text: str) -> Break:
    parts = text.split("/")
    if len(parts) != 3 or not parts[2].isdigit():
        raise typer.BadParameter(
            f"{text!r} is not START/LENGTH/AGENTS: write for example 4h/30m/5.", param_hint="--break"
        )
    return Break(seconds(parts[0]), seconds(parts[1]), int(parts[2]))


def _days(plan: DayPlan, rng: np.random.Generator, replications: int, within_s: float) -> list[DayRecord]:
    days = []
    with progress_on_stderr() as progress, refusals_named():
        task = progress.add_task("Simulating", total=replications)
        for _ in range(replications):
            days.append(simulate_once(plan, rng, within_s=within_s))
            progress.advance(task)
    return days
