"""Answers many cases at once: those that ask the same kind of question are solved as arrays."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import typer
from staffing_svc.domain.erlang import (
    ServiceLevelVariant,
    StaffingGoal,
    StaffingModel,
    performance,
    required_agents,
    with_shrinkage,
)
from staffing_svc.domain.erlang.arrays import FloatArray

from concert_cli.staffing.refused import refusals_named

Case = Mapping[str, object]

_WISHES = ("service_level", "max_asa", "max_abandonment", "max_occupancy")


def answer_cases(cases: Sequence[Case]) -> list[dict[str, object]]:
    """One answer per case, in order; raises `typer.BadParameter` that names the line or option."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        groups[_kind(case)].append(place)
    answers: list[dict[str, object]] = [{} for _ in cases]
    for places in groups.values():
        for place, answer in zip(places, _answer_alike([cases[place] for place in places]), strict=True):
            answers[place] = answer
    return answers


def _kind(case: Case) -> tuple[object, ...]:
    """What decides which question is asked: the model, the variant and which goals are given."""
    where = _where(case)
    for name in ("contacts", "aht", "interval"):
        if case.get(name) is None:
            raise typer.BadParameter(
                f"{where}no {name}: add the column or give --{name}.", param_hint=f"--{name}"
            )
    model = case["model"] or ("a" if case["patience"] is not None else "c")
    if model not in tuple(StaffingModel):
        raise typer.BadParameter(
            f"{where}model is a (Erlang A) or c (Erlang C), not {model!r}.", param_hint="--model"
        )
    if model == "a" and case["patience"] is None:
        raise typer.BadParameter(
            f"{where}Erlang A needs the mean patience of callers: give it, or use --model c.",
            param_hint="--patience",
        )
    if case["variant"] not in tuple(ServiceLevelVariant):
        raise typer.BadParameter(
            f"{where}variants are SL1 to SL5, not {case['variant']!r}.", param_hint="--variant"
        )
    wanted = tuple(name for name in _WISHES if case[name] is not None)
    if not wanted:
        raise typer.BadParameter(
            f"{where}no goal: give --service-level or a cap.", param_hint="--service-level"
        )
    if wanted == ("max_abandonment",) and model == "c":
        raise typer.BadParameter(
            f"{where}by Erlang C nobody hangs up, so a cap on abandonment alone asks for nothing: "
            "give the patience of callers, or another goal.",
            param_hint="--patience",
        )
    return (model, case["variant"], *wanted)


def _answer_alike(cases: Sequence[Case]) -> list[dict[str, object]]:
    try:
        return _solve(cases)
    except typer.BadParameter:
        # Ask again one by one, so that the error names its line.
        return [answer for case in cases for answer in _solve([case])]


def _solve(cases: Sequence[Case]) -> list[dict[str, object]]:
    model, variant, *_ = _kind(cases[0])
    wanted = [name for name in _WISHES if cases[0][name] is not None]
    staffing_model, level = StaffingModel(str(model)), ServiceLevelVariant(str(variant))
    values = {
        name: _column(cases, name) for name in ("contacts", "aht", "interval", "within", "shrinkage", *wanted)
    }
    patience = _column(cases, "patience") if staffing_model is StaffingModel.ERLANG_A else None
    goal = StaffingGoal(
        service_level=values.get("service_level"),
        within_s=values["within"],
        variant=level,
        max_asa_s=values.get("max_asa"),
        max_abandonment=values.get("max_abandonment"),
        max_occupancy=values.get("max_occupancy"),
    )
    volume = values["contacts"], values["aht"], values["interval"]
    with refusals_named(_where(cases[0]).removesuffix(": ")):
        agents = required_agents(*volume, goal, patience_s=patience, model=staffing_model)
        scheduled = with_shrinkage(agents, values["shrinkage"])
        reached = performance(
            *volume,
            agents,
            within_s=values["within"],
            patience_s=patience,
            variant=level,
            model=staffing_model,
        )
    return [
        {
            **passed_on(case),
            "contacts": case["contacts"],
            "load_erlangs": volume[0][row] * volume[1][row] / volume[2][row],
            "agents": int(agents[row]),
            "agents_with_shrinkage": float(scheduled[row]),
            "service_level": float(reached.service_level[row]),
            "variant": level.value,
            "within_s": case["within"],
            "asa_s": float(reached.asa_s[row]),
            "abandonment": float(reached.abandonment[row]),
            "occupancy": float(reached.occupancy[row]),
            "wait_probability": float(reached.wait_probability[row]),
            "model": staffing_model.value,
        }
        for row, case in enumerate(cases)
    ]


def _column(cases: Sequence[Case], name: str) -> FloatArray:
    return np.array([case[name] for case in cases], dtype=np.float64)


def _where(case: Case) -> str:
    return f"line {case['line']}: " if "line" in case else ""


def passed_on(case: Case) -> dict[str, object]:
    """The columns of the file that the engine does not read: timestamps, queues, names."""
    ours = {"contacts", "interval", "aht", "within", "patience", "shrinkage", "model", "variant", *_WISHES}
    return {name: value for name, value in case.items() if name not in ours}
