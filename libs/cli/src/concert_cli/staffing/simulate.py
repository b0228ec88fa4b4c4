"""`concert staffing simulate`: a day or week event by event under a plan."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from staffing_svc.domain.erlang import ServiceLevelVariant
from staffing_svc.domain.simulation import (
    DayPlan,
    DayRecord,
    Exponential,
    Redials,
    SkillLoad,
)
from staffing_svc.domain.simulation import (
    simulate as simulate_once,
)

from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows, progress_on_stderr
from concert_cli.staffing.lengths import count, seconds, share
from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.rostered_plan import Rostered, rostered
from concert_cli.staffing.shifts_file import read_shifts
from concert_cli.staffing.simulated_plan import (
    duration,
    groups_of,
    interval_length,
    pause,
    queues_of,
    refuse_together,
    skills_in,
)
from concert_cli.staffing.simulated_rows import interval_rows, overall, queue_rows


def simulate(
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV: contacts, agents; perhaps start, queue."),
    ] = None,
    schedule: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="CSV of shifts with their breaks, as `schedule -o csv` prints it, instead of agents.",
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="With --schedule: rules whose [[staff]] say who has which skills.",
        ),
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
    by_queue: Annotated[
        bool, typer.Option("--by-queue", help="One row per queue instead of the whole.")
    ] = False,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Live a day or week before it happens, event by event.

    Prints service level, waits, abandonment and redials, averaged over
    --replications; service_level_error is its standard error (the true
    mean lies within two of them in 95 of 100 cases). Agents finish the
    contact in hand before a break or the end of a shift, and the last
    interval's agents clear the queue.

    concert staffing simulate --contacts 100 --agents 14 --interval 30m
    --aht 180 --patience 120 --redial .4

    concert staffing simulate --file plan.csv --aht 5m --patience 2m
    --break 4h/30m/5 --by-interval -o csv

    concert staffing simulate --file required.csv --schedule shifts.csv
    --rules shift_rules.toml --aht 5m --patience 2m --by-queue
    """
    planned = None if schedule is None else read_shifts(schedule)
    queues = queues_of(file, contacts, agents, intervals, rostered=planned is not None)
    length_s = interval_length(queues, interval)
    if planned is None:
        groups = groups_of(queues, chain=chain, pauses=[pause(text) for text in breaks or ()])
        staffed = Rostered(
            length_s, 1, [queue.contacts for queue in queues], groups, list(range(len(queues[0].starts)))
        )
    else:
        refuse_together(chain=chain, breaks=breaks)
        staffed = rostered(queues, planned, length_s, skills_in(rules))
    plan = DayPlan(
        staffed.step_s,
        [
            SkillLoad(
                queue.queue,
                offered,
                duration(aht, aht_cv),
                duration(float("inf") if patience is None else patience, patience_cv),
                Redials(redial, Exponential(redial_after)),
            )
            for queue, offered in zip(queues, staffed.contacts, strict=True)
        ],
        staffed.groups,
    )
    days = _days(plan, np.random.default_rng(seed), replications, within)
    days = [day.coarser(staffed.steps_per_interval) for day in days]
    if by_interval:
        emit_rows(interval_rows(queues, staffed, days, variant), output)
    elif by_queue:
        emit_rows(queue_rows(queues, days, variant), output)
    else:
        emit_record(overall(days, variant, within), output)


def _days(plan: DayPlan, rng: np.random.Generator, replications: int, within_s: float) -> list[DayRecord]:
    days = []
    with progress_on_stderr() as progress, refusals_named():
        task = progress.add_task("Simulating", total=replications)
        for _ in range(replications):
            days.append(simulate_once(plan, rng, within_s=within_s))
            progress.advance(task)
    return days
