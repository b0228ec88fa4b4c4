"""`--deadline`: contacts that may wait, so that a file is one stretch of time and its lines follow each other."""

from collections.abc import Mapping, Sequence

import numpy as np
import typer
from staffing_svc.domain.erlang import StaffingGoal, StaffingModel, with_shrinkage
from staffing_svc.domain.erlang.arrays import BoolArray, FloatArray
from staffing_svc.domain.erlang.deferred import deferred_agents
from staffing_svc.domain.erlang.goal import refuse_unreachable
from staffing_svc.domain.erlang.worked_off import worked_off

from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.required_cases import passed_on

Case = Mapping[str, object]

_SHUT = {"0", "no", "n", "false", "closed"}
_OPEN = {"1", "yes", "y", "true", "open", ""}


def answer_deferred(cases: Sequence[Case], *, deadline_s: float, backlog: float) -> list[dict[str, object]]:
    """One answer per interval: the most even agents by which everything is done in time.

    A column `open` with 0 or no stops work and the deadline's clock. Raises `typer.BadParameter`.
    """
    if not cases:
        return []
    interval_s = _one_interval(cases)
    contacts, handle_s, shrinkage = (_column(cases, name) for name in ("contacts", "aht", "shrinkage"))
    busiest = np.array([1.0 if case["max_occupancy"] is None else case["max_occupancy"] for case in cases])
    works = _works(cases)
    waiting = contacts.copy()
    waiting[0] += backlog
    with refusals_named():
        refuse_unreachable(StaffingGoal(None, max_occupancy=busiest), StaffingModel.ERLANG_C)
        effective_s = handle_s / np.maximum(busiest, 1e-9)
        agents = deferred_agents(
            waiting * effective_s, 1.0, interval_s, deadline_s, open_intervals=works
        ).agents
        scheduled = with_shrinkage(agents, shrinkage)
        found = worked_off(
            waiting,
            effective_s,
            np.asarray(agents * interval_s, dtype=np.float64),
            allowed=int(deadline_s // interval_s),
            works=works,
        )
    return [
        {
            **passed_on(case),
            "contacts": case["contacts"],
            "agents": int(agents[row]),
            "agents_with_shrinkage": float(scheduled[row]),
            "done": float(found.done[row]),
            "backlog": float(found.backlog[row]),
        }
        for row, case in enumerate(cases)
    ]


def _one_interval(cases: Sequence[Case]) -> float:
    for case in cases:
        for name in ("contacts", "aht"):
            if case[name] is None:
                raise typer.BadParameter(
                    f"line {case['line']}: no {name}: add the column or give --{name}.",
                    param_hint=f"--{name}",
                )
        if case["interval"] != cases[0]["interval"]:
            raise typer.BadParameter(
                f"line {case['line']}: with --deadline all intervals are equally long.",
                param_hint="--interval",
            )
    return float(str(cases[0]["interval"]))


def _works(cases: Sequence[Case]) -> BoolArray:
    works = np.ones(len(cases), dtype=np.bool_)
    for row, case in enumerate(cases):
        text = next((str(value) for name, value in case.items() if name.strip().lower() == "open"), "")
        if text.lower() not in _SHUT | _OPEN:
            raise typer.BadParameter(
                f"line {case['line']}, column open: {text!r} is neither yes nor no.", param_hint="--file"
            )
        works[row] = text.lower() in _OPEN
    return works


def _column(cases: Sequence[Case], name: str) -> FloatArray:
    return np.array([case[name] for case in cases], dtype=np.float64)
