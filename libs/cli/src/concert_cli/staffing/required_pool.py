"""`--pool COLUMN`: lines of one interval are skills of one team, and each agent has two of them."""

from collections.abc import Mapping, Sequence

import numpy as np
import typer
from staffing_svc.domain.erlang import ServiceLevelVariant, StaffingGoal, required_agents, with_shrinkage
from staffing_svc.domain.erlang.arrays import Numbers
from staffing_svc.domain.erlang.multiskill import SkillDemand, pooled_agents, two_skill_groups

from concert_cli.staffing.refused import refusals_named
from concert_cli.staffing.required_cases import passed_on

Case = Mapping[str, object]

_ALIKE = (
    "interval",
    "service_level",
    "within",
    "patience",
    "max_abandonment",
    "max_asa",
    "max_occupancy",
    "shrinkage",
    "variant",
)


def answer_pools(cases: Sequence[Case], column: str) -> list[dict[str, object]]:
    """One row per group of agents with the same skills; `column` names the skill of a line.

    Lines whose other columns (a timestamp) are the same belong together. Raises `typer.BadParameter`.
    """
    pools: dict[tuple[tuple[str, object], ...], list[Case]] = {}
    for case in cases:
        if column not in case:
            raise typer.BadParameter(f"the file has no column {column!r}.", param_hint="--pool")
        beside = passed_on(case)
        del beside[column], beside["line"]
        pools.setdefault(tuple(beside.items()), []).append(case)
    return [{**dict(beside), **row} for beside, members in pools.items() for row in _groups(members, column)]


def _groups(members: Sequence[Case], column: str) -> list[dict[str, object]]:
    _refuse_unanswerable(members, column)
    first = members[0]
    goal = StaffingGoal(
        service_level=_wish(first, "service_level"),
        within_s=_number(first, "within"),
        variant=ServiceLevelVariant(str(first["variant"])),
        max_asa_s=_wish(first, "max_asa"),
        max_abandonment=_wish(first, "max_abandonment"),
        max_occupancy=_wish(first, "max_occupancy"),
    )
    interval_s, patience_s = _number(first, "interval"), _number(first, "patience")
    asked = [
        SkillDemand(str(case[column]), _number(case, "contacts"), _number(case, "aht")) for case in members
    ]
    with refusals_named(f"line {first['line']}"):
        apart = sum(
            int(required_agents(one.contacts, one.aht_s, interval_s, goal, patience_s=patience_s))
            for one in asked
        )
        total = min(pooled_agents(asked, interval_s, goal, patience_s=patience_s), apart)
        people = float(with_shrinkage(total, _number(first, "shrinkage")))
    loads = np.array([one.contacts * one.aht_s / interval_s for one in asked])
    return [
        {
            "skills": ", ".join(group.skills),
            "agents": group.agents,
            "pool_agents": total,
            "pool_agents_with_shrinkage": people,
            "agents_apart": apart,
        }
        for group in two_skill_groups(total, [one.skill for one in asked], loads)
    ]


def _refuse_unanswerable(members: Sequence[Case], column: str) -> None:
    met: set[object] = set()
    for case in members:
        where = f"line {case['line']}: "
        for name in ("contacts", "aht", "patience"):
            if case[name] is None:
                raise typer.BadParameter(
                    f"{where}a pool needs {name}: add the column or give --{name}.", param_hint=f"--{name}"
                )
        if case[column] in met:
            raise typer.BadParameter(
                f"{where}{case[column]!r} is named twice in one interval: its lines need a timestamp.",
                param_hint="--pool",
            )
        met.add(case[column])
        unlike = next((name for name in _ALIKE if case[name] != members[0][name]), None)
        if unlike is not None:
            raise typer.BadParameter(
                f"{where}skills of one pool have one {unlike.replace('_', ' ')}.",
                param_hint=f"--{unlike.replace('_', '-')}",
            )


def _number(case: Case, name: str) -> float:
    return float(str(case[name]))


def _wish(case: Case, name: str) -> Numbers | None:
    return None if case[name] is None else _number(case, name)
