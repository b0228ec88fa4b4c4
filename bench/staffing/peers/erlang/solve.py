"""Solves the cases on standard input with each peer, until a time budget is spent, and prints what came out."""

import json
import sys
import time
from collections.abc import Callable

from callcenterdim.Dimensionamento import AgentsReq
from pyworkforce.queuing import ErlangC

Case = tuple[float, float, float, float, float]


def pyworkforce(case: Case) -> int:
    contacts, aht_s, interval_s, level, within_s = case
    queue = ErlangC(transactions=contacts, aht=aht_s / 60, asa=within_s / 60, interval=interval_s / 60)
    return int(queue.required_positions(service_level=level)["raw_positions"])


def callcenterdim(case: Case) -> int:
    contacts, aht_s, interval_s, level, within_s = case
    return int(AgentsReq(contacts, interval_s / 60, aht_s, level, within_s))


def solve(peer: Callable[[Case], int], cases: list[Case], budget_s: float) -> dict[str, object]:
    """Answers in order (None where the peer raised) until the budget is spent, and the seconds it took."""
    answers: list[int | None] = []
    started = time.process_time()
    for case in cases:
        try:
            answers.append(peer(case))
        except (ArithmeticError, ValueError):
            answers.append(None)
        if time.process_time() - started > budget_s:
            break
    return {"answers": answers, "seconds": time.process_time() - started}


if __name__ == "__main__":
    question = json.load(sys.stdin)
    peers = {"pyworkforce": pyworkforce, "callcenterdim": callcenterdim}
    json.dump(
        {name: solve(peer, question["cases"], question["budget_s"]) for name, peer in peers.items()},
        sys.stdout,
    )
