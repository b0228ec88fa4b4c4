"""Required agents: answers a second and wrong answers, Concert beside the Erlang calculators of PyPI, in one run.

    bench/staffing/peers.sh erlang && python bench/staffing/erlang.py

CPU seconds of one core, best of five for Concert. Peers have no Erlang A, so its rows stand alone. "Wrong" is against
exact arithmetic on the grid that the tests keep: loads .01-5,000, handle times 1-900 s, T 0-120 s, goals .5-.99.
"""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from staffing_svc.domain.erlang import StaffingGoal, StaffingModel, required_agents

HERE = Path(__file__).parent
PEERS = HERE / "peers" / "erlang"
GRID = HERE.parents[1] / "services/staffing-svc/tests/domain/erlang/required_agents.csv"
INTERVAL_S = 1800.0
BUDGET_S = 5.0
LARGEST_FOR_PEERS = 500.0
A, C = StaffingModel.ERLANG_A, StaffingModel.ERLANG_C
Columns = dict[str, NDArray[np.float64]]


class Said(TypedDict):
    """What one peer answered (None where it raised) and how long that took."""

    answers: list[int | None]
    seconds: float


def main() -> None:
    """Print both tables; exit status 1 if Concert is wrong anywhere."""
    speeds = Table(
        "erlangs", "model", "Concert/s", "pyworkforce/s", "callcenterdim/s", "ratio to the best peer"
    )
    for low, high in ((5, 500), (500, 5000)):
        cases = drawn(low, high, count=400_000)
        peers = asked_of_peers(cases)
        speeds.add_row(*row(f"{low}-{high}", "C", concert_speed(cases, C), peers))
        speeds.add_row(*row(f"{low}-{high}", "A", concert_speed(first(cases, 40_000), A), {}))
    one = first(drawn(5, 500, count=300), 300)
    speeds.add_row(*row("5-500, one at a time", "C", one_by_one(one, C), asked_of_peers(one)))
    speeds.add_row(*row("5-500, one at a time", "A", one_by_one(one, A), {}))
    wrong, concert_wrong = wrong_answers()
    console = Console(width=120)
    console.print(speeds, wrong)
    sys.exit(1 if concert_wrong else 0)


def drawn(low: float, high: float, *, count: int) -> Columns:
    """Random cases with loads from `low` to `high` erlangs."""
    draw = np.random.default_rng(1917)
    load, aht_s = draw.uniform(low, high, count), draw.uniform(120, 600, count)
    return {
        "contacts": load * INTERVAL_S / aht_s,
        "aht_s": aht_s,
        "goal": draw.uniform(0.5, 0.99, count),
        "within_s": draw.uniform(5, 60, count),
    }


def first(cases: Columns, count: int) -> Columns:
    """The first so many cases."""
    return {name: values[:count] for name, values in cases.items()}


def solved(cases: Columns, model: StaffingModel) -> NDArray[np.int64]:
    """Concert's answers, all at once; patience 120 s."""
    goal = StaffingGoal(cases["goal"], cases["within_s"])
    return required_agents(cases["contacts"], cases["aht_s"], INTERVAL_S, goal, patience_s=120, model=model)


def concert_speed(cases: Columns, model: StaffingModel) -> float:
    """Answers per CPU second, best of five."""
    return cases["goal"].size / min(seconds(lambda: solved(cases, model)) for _ in range(5))


def one_by_one(cases: Columns, model: StaffingModel) -> float:
    """Answers per CPU second when asked for one interval at a time."""
    rows = list(zip(*(values.tolist() for values in cases.values()), strict=True))

    def ask() -> None:
        for contacts, aht_s, goal, within_s in rows:
            required_agents(
                contacts, aht_s, INTERVAL_S, StaffingGoal(goal, within_s), patience_s=120, model=model
            )

    return len(rows) / min(seconds(ask) for _ in range(3))


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def asked_of_peers(cases: Columns) -> dict[str, float]:
    """Answers per CPU second of each peer within the budget; empty if the peers are not installed."""
    answers = peers_answer(first(cases, 20_000))
    return {name: len(said["answers"]) / said["seconds"] for name, said in answers.items()}


def peers_answer(cases: Columns) -> dict[str, Said]:
    """What each peer says, in its own environment and process."""
    python = PEERS / ".venv" / "bin" / "python"
    if not python.exists():
        return {}
    width = cases["goal"].size
    listed = [
        cases["contacts"],
        cases["aht_s"],
        np.full(width, INTERVAL_S),
        cases["goal"],
        cases["within_s"],
    ]
    question = {"cases": np.stack(listed, axis=1).tolist(), "budget_s": BUDGET_S}
    done = subprocess.run(
        [python, PEERS / "solve.py"], input=json.dumps(question), capture_output=True, text=True, check=True
    )
    answers: dict[str, Said] = json.loads(done.stdout)
    return answers


def row(erlangs: str, model: str, concert: float, peers: dict[str, float]) -> list[str]:
    """One line of the table of speeds."""
    best = max(peers.values(), default=0.0)
    said = [f"{peers[name]:,.0f}" if name in peers else "-" for name in ("pyworkforce", "callcenterdim")]
    return [erlangs, model, f"{concert:,.0f}", *said, f"{concert / best:,.0f}x" if best else "-"]


def wrong_answers() -> tuple[Table, int]:
    """Wrong or missing answers on the exact grid, and how many are Concert's."""
    with GRID.open() as file:
        lines = list(csv.DictReader(file))
    grid = {name: np.array([float(line[name]) for line in lines]) for name in lines[0]}
    grid["contacts"] = grid["load"] * INTERVAL_S / grid["aht_s"]
    table = Table("on the exact grid", "cases", "wrong", "raised", "below the need")
    concert_wrong = 0
    for model, column in ((C, "erlang_c"), (A, "erlang_a")):
        wrong = int(np.sum(solved(grid, model) != grid[column]))
        concert_wrong += wrong
        table.add_row(f"Concert, {column}", str(len(lines)), str(wrong), "0", "-")
    small = np.flatnonzero(grid["load"] <= LARGEST_FOR_PEERS)
    for name, said in peers_answer({key: values[small] for key, values in grid.items()}).items():
        answers = said["answers"]
        right = grid["erlang_c"][small][: len(answers)]
        raised = sum(answer is None for answer in answers)
        wrong = sum(a is not None and a != need for a, need in zip(answers, right, strict=True))
        below = sum(a is not None and a < need for a, need in zip(answers, right, strict=True))
        table.add_row(f"{name}, erlang_c", str(len(answers)), str(wrong), str(raised), str(below))
    return table, concert_wrong


if __name__ == "__main__":
    main()
