"""Paid hours, gap and time of a schedule for 500 agents, one week, 30 minutes: Concert beside pyworkforce, in one run.

    bench/staffing/peers.sh schedule && python bench/staffing/schedule.py

The week is simulated (two humps by day, low nights, weaker weekends, 4 % noise). All get the same shifts: 8 h 30 with
an unpaid half-hour lunch 3-5 h after the start, and 4 h 30, beginning on any half-hour; then the same with two lengths
more, 10 h 30 with lunch and 6 h. The peers have no breaks and know single days only. So each is asked with every place
of the lunch spelled out as a shift of its own (the best one can do with it), and with lunch fixed 4 h after the start
(the plain way). A night shift covers the morning of its
own day for them, so all are judged as a rota that repeats, Concert too. "Missing" is recounted from the shifts by one
function for all, in agent hours. "At zero under-cover" is what they cost once nobody is missing: Concert's own mending
moves their lunches and adds the shifts that fill most per paid hour. The draft is CPU seconds of one core, best of
five; the rest is wall time.
"""

import json
import subprocess
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

import numpy as np
from rich.console import Console
from rich.table import Table
from staffing_svc.domain.schedule import (
    BreakRule,
    Progress,
    Requirement,
    Schedule,
    ScheduleRules,
    SearchBudget,
    Shift,
    ShiftBreak,
    ShiftRule,
    WeekLimits,
    coverage,
)
from staffing_svc.domain.schedule.assignment import assign, unnamed_people
from staffing_svc.domain.schedule.break_moves import move_breaks
from staffing_svc.domain.schedule.draft import draft
from staffing_svc.domain.schedule.floor import Floor
from staffing_svc.domain.schedule.lines import lines_of, nobody, paid_hours
from staffing_svc.domain.schedule.programme import programme_for
from staffing_svc.domain.schedule.publishing import Order, publish
from staffing_svc.domain.schedule.requirement import grid_for
from staffing_svc.domain.schedule.rounding import add_shifts
from staffing_svc.domain.schedule.tour import Span

PEERS = Path(__file__).parent / "peers" / "schedule"
MONDAY = datetime(2025, 3, 3)
H, SLOT_S, PER_DAY = 3600, 1800, 48
SECONDS = 15.0
PUBLISH_S = 14.0
LUNCH = BreakRule("lunch", SLOT_S, 3 * H, 5 * H, paid=False)
COFFEE = (
    BreakRule("morning", 900, 5400, 9000, paid=True),
    LUNCH,
    BreakRule("late", 900, 6 * H, 7 * H, paid=True),
)


class Said(TypedDict):
    """What one peer answered: (day, shift, people) lines, and how long that took."""

    status: str
    seconds: float
    shifts: list[tuple[int, str, int]]


def main() -> None:
    """Print a table of all schedulers for each menu of shifts, then Concert alone on a finer and a smaller problem."""
    demand = week(agents=500)
    published = beside_peers("two lengths", demand, rules(LUNCH))
    beside_peers("four lengths", demand, more_lengths())
    alone = Table("Concert alone", "seconds", "shifts", "paid h", "missing h", "at zero under-cover", "gap")
    for title, agents, breaks in (
        ("500 agents, three breaks, 15-minute grid", 500, COFFEE),
        ("50 agents", 50, (LUNCH,)),
    ):
        ours(alone, week(agents=agents), rules(*breaks), f"{title}: ")
    Console(width=140).print(alone)
    hand_out(published, rules(LUNCH))


def beside_peers(title: str, demand: Requirement, kept: ScheduleRules) -> Schedule:
    """Print one table: what each scheduler makes of these shifts."""
    columns = ("seconds", "shifts", "paid h", "missing h", "at zero under-cover", "Concert less by")
    table = Table(f"scheduler, {title}", *columns)
    published = ours(table, demand, kept)
    for lunches, lunch in ((range(6, 11), "any lunch"), ((8,), "fixed lunch")):
        for name, said in asked_of_peers(demand, kept, lunches).items():
            shifts = [shift_of(kept, day, key) for day, key, people in said["shifts"] for _ in range(people)]
            named = f"pyworkforce {name}, {lunch} ({said['status']})"
            row(table, named, said["seconds"], demand, kept, shifts, published.paid_h)
    Console(width=140).print(table)
    return published


def week(*, agents: int) -> Requirement:
    """A week whose required hours are what that many agents can work (37.5 paid hours each)."""
    draw = np.random.default_rng(3)
    hour = np.arange(PER_DAY) / 2
    day = 0.08 + np.exp(-(((hour - 11) / 3.2) ** 2)) + 0.8 * np.exp(-(((hour - 16.5) / 3) ** 2))
    shape = (np.array([1.15, 1.08, 1.05, 1.05, 1.1, 0.7, 0.5])[:, None] * day).ravel()
    shape = shape * draw.normal(1, 0.04, shape.size)
    required = np.ceil(shape / shape.mean() * agents * 37.5 / 168)
    return Requirement("service", MONDAY, SLOT_S, tuple(required.astype(int).tolist()))


def rules(*breaks: BreakRule) -> ScheduleRules:
    """The two kinds of shift, as a rota that repeats, without under-cover."""
    starts, days = tuple(range(0, 24 * H, SLOT_S)), frozenset(range(7))
    full = ShiftRule("full", 17 * SLOT_S, starts, days, breaks)
    short = ShiftRule("short", 9 * SLOT_S, starts, days)
    return ScheduleRules((full, short), WeekLimits(40 * H, 5, 11 * H), repeats=True)


def more_lengths() -> ScheduleRules:
    """The same with two kinds more: a longer one with lunch and one of six hours."""
    given = rules(LUNCH)
    long = replace(given.shifts[0], name="long", length_s=21 * SLOT_S)
    six = replace(given.shifts[1], name="six", length_s=12 * SLOT_S)
    return replace(given, shifts=(*given.shifts, long, six))


def ours(table: Table, demand: Requirement, kept: ScheduleRules, title: str = "") -> Schedule:
    """Rows of the draft and of the published schedule."""
    times: list[float] = []
    for _ in range(5):
        started = time.process_time()
        drafted = draft(demand, kept)
        times.append(time.process_time() - started)
    told: list[Progress] = []
    started = time.perf_counter()
    published = publish(Order(demand, kept, SearchBudget(PUBLISH_S, 0.002, 2)), told.append)
    took = time.perf_counter() - started
    for name, seconds, made in (("draft", min(times), drafted), ("publish", took, published)):
        row(table, f"{title}Concert {name}", seconds, demand, kept, made.shifts, None, gap=made.gap)
    return published


def row(
    table: Table,
    name: str,
    seconds: float,
    demand: Requirement,
    kept: ScheduleRules,
    shifts: Iterable[Shift],
    ours_h: float | None,
    *,
    gap: float | None = None,
) -> None:
    """One line of the table."""
    worked = list(shifts)
    missing_h = coverage(demand, worked, repeats=True).under_h
    paid_h = sum(shift.paid_s for shift in worked) / H
    whole_h = mended_h(demand, kept, worked) if missing_h else paid_h
    last = f"gap {gap:.2%}" if gap is not None else f"{1 - (ours_h or 0) / whole_h:.1%}"
    table.add_row(
        name,
        f"{seconds:.2f}",
        f"{len(worked)}",
        f"{paid_h:,.1f}",
        f"{missing_h:,.1f}",
        f"{whole_h:,.1f}",
        last,
    )


def mended_h(demand: Requirement, kept: ScheduleRules, shifts: Iterable[Shift]) -> float:
    """Paid hours once lunches are moved and shifts of the same kinds added until nobody is missing."""
    grid = grid_for(demand, kept)
    kinds = lines_of(kept, grid)
    staffing, names = nobody(kinds), [kind.rule.name for kind in kinds]
    for shift in shifts:
        kind, line = names.index(shift.kind), grid.slot_of(shift.starts_at)
        staffing.counts[kind][line] += 1
        for pause in shift.breaks:
            staffing.pauses[kind][0][line, grid.slot_of(pause.starts_at) - line - 6] += 1
    floor = Floor(programme_for(kept, kinds, grid, demand.queue), staffing)
    move_breaks(floor)
    add_shifts(floor, None)
    return paid_hours(kinds, floor.staffing)


def lines(
    kept: ScheduleRules, lunches: Iterable[int] = range(6, 11)
) -> dict[str, tuple[int, int, int | None]]:
    """The peers' shifts by key: first slot, slots, slot of lunch after the start."""
    return {
        f"{rule.name} {start} {lunch}": (start, rule.length_s // SLOT_S, lunch)
        for rule in kept.shifts
        for start in range(PER_DAY)
        for lunch in (lunches if rule.breaks else (None,))
    }


def asked_of_peers(demand: Requirement, kept: ScheduleRules, lunches: Iterable[int]) -> dict[str, Said]:
    """What each peer answers, in its own environment; nothing if it is not installed."""
    python = PEERS / ".venv" / "bin" / "python"
    if not python.exists():
        return {}
    coverages, costs = {}, {}
    for key, (start, length, lunch) in lines(kept, lunches).items():
        at_work = np.zeros(PER_DAY, dtype=int)
        at_work[(start + np.arange(length)) % PER_DAY] = 1
        if lunch is not None:
            at_work[(start + lunch) % PER_DAY] = 0
        coverages[key], costs[key] = at_work.tolist(), int(at_work.sum())
    days = np.array(demand.agents).reshape(-1, PER_DAY).tolist()
    question = json.dumps({"required": days, "shifts": coverages, "costs": costs, "seconds": SECONDS})
    said = subprocess.run(
        [python, PEERS / "solve.py"], input=question, capture_output=True, text=True, check=True
    )
    answers: dict[str, Said] = json.loads(said.stdout)
    return answers


def shift_of(kept: ScheduleRules, day: int, key: str) -> Shift:
    """A peer's shift as one of ours, so that one function counts both."""
    start, length, lunch = lines(kept)[key]
    begins = MONDAY + timedelta(days=day, seconds=start * SLOT_S)
    breaks: tuple[ShiftBreak, ...] = ()
    if lunch is not None:
        pause = begins + timedelta(seconds=lunch * SLOT_S)
        breaks = (ShiftBreak("lunch", pause, pause + timedelta(seconds=SLOT_S), paid=False),)
    paid_s = (length - len(breaks)) * SLOT_S
    return Shift(
        key.split()[0], "service", begins, begins + timedelta(seconds=length * SLOT_S), paid_s, breaks
    )


def hand_out(made: Schedule, kept: ScheduleRules) -> None:
    """Time and outcome of handing the published shifts to people."""
    span = Span(MONDAY.date(), 7)
    people = unnamed_people(made.shifts, kept, span)
    started = time.process_time()
    handed_out = assign(made.shifts, kept.with_people(people), span)
    took = time.process_time() - started
    told = f"{len(made.shifts)} shifts to {len(people)} people in {took:.2f} s, {len(handed_out.open_shifts)} open"
    Console().print(told, highlight=False)


if __name__ == "__main__":
    main()
