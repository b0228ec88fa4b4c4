"""What `concert staffing simulate` plays: contacts and agents from its options or files, checked against each other."""

from pathlib import Path

import numpy as np
import typer
from concert_contracts.refusal import Refusal
from staffing_svc.domain.simulation import Break, Exponential, Group, Lognormal
from staffing_svc.domain.simulation.durations import Duration

from concert_cli.staffing.lengths import seconds
from concert_cli.staffing.plan_file import QueuePlan, interval_between, read_contacts, read_plan
from concert_cli.staffing.required_file import read_rules
from concert_cli.staffing.rostered_plan import Skills


def refuse_together(*, chain: bool, breaks: list[str] | None) -> None:
    for option, given in (("--chain", chain), ("--break", bool(breaks))):
        if given:
            raise typer.BadParameter(
                "the shifts of --schedule have their own breaks and skills.", param_hint=option
            )


def skills_in(rules: Path | None) -> Skills:
    """The queues that each person of [[staff]] can take, in a stable order."""
    if rules is None:
        return {}
    try:
        people = read_rules(rules).people
    except Refusal as refusal:
        place = f"{refusal.field}: " if refusal.field else ""
        raise typer.BadParameter(place + refusal.message, param_hint="--rules") from refusal
    return {person.name: sorted(person.skills) for person in people}


def queues_of(
    file: Path | None, contacts: float | None, agents: int | None, intervals: int, *, rostered: bool
) -> list[QueuePlan]:
    if file is not None:
        return read_contacts(file) if rostered else read_plan(file)
    if rostered:
        raise typer.BadParameter(
            "give --file with start and contacts beside --schedule.", param_hint="--file"
        )
    for name, value in (("contacts", contacts), ("agents", agents)):
        if value is None:
            raise typer.BadParameter(
                f"give --{name}, or --file with a column {name}.", param_hint=f"--{name}"
            )
    starts = [str(number) for number in range(1, intervals + 1)]
    return [
        QueuePlan("all", starts, np.full(intervals, contacts, float), np.full(intervals, agents, np.int64))
    ]


def interval_length(queues: list[QueuePlan], given: float | None) -> float:
    found = interval_between(queues[0].starts)
    if given is not None and found is not None and found != given:
        raise typer.BadParameter(
            f"the file's intervals start every {found:g} s, not every {given:g} s.", param_hint="--interval"
        )
    if found is not None and found <= 0:
        raise typer.BadParameter("the starts must be in the order of time.", param_hint="--file")
    return next(length for length in (given, found, 1800.0) if length is not None)


def duration(mean_s: float, cv: float | None) -> Duration:
    return Exponential(mean_s) if cv is None else Lognormal(mean_s, cv)


def groups_of(queues: list[QueuePlan], *, chain: bool, pauses: list[Break]) -> list[Group]:
    names = [queue.queue for queue in queues]
    seconds_skill = names[1:] + names[:1]
    return [
        Group((queue.queue, second) if chain and len(queues) > 1 else (queue.queue,), queue.agents, pauses)
        for queue, second in zip(queues, seconds_skill, strict=True)
    ]


def pause(text: str) -> Break:
    parts = text.split("/")
    if len(parts) != 3 or not parts[2].isdigit():
        raise typer.BadParameter(
            f"{text!r} is not START/LENGTH/AGENTS: write for example 4h/30m/5.", param_hint="--break"
        )
    return Break(seconds(parts[0]), seconds(parts[1]), int(parts[2]))
