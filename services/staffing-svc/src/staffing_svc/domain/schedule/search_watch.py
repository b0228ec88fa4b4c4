"""Listens to a running search: tells of each better schedule, and ends it when it is good enough or stopped."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from ortools.sat.python import cp_model

from staffing_svc.domain.schedule.budget import Progress

WATCH_S = 0.05


class Watcher(cp_model.CpSolverSolutionCallback):
    """Tells of each better schedule and bound, and ends the search when it is proven good enough."""

    def __init__(
        self,
        solver: cp_model.CpSolver,
        bound_h: float,
        reached_h: float,
        began_s: float,
        gap: float,
        tell: Callable[[Progress], None],
    ) -> None:
        super().__init__()
        self.bound_h = bound_h
        self._solver, self._gap, self._tell = solver, gap, tell
        self._best_h, self._began_s = reached_h, began_s

    def on_solution_callback(self) -> None:
        """A better schedule was found."""
        if self.objective_value / 3600 >= self._best_h:
            return
        self._best_h = self.objective_value / 3600
        self._tell(Progress(self._best_h, self.bound_h, self._began_s + self.wall_time))
        if self._enough():
            self.stop_search()

    def on_bound(self, bound_s: float) -> None:
        """A better bound was proven."""
        self.bound_h = max(self.bound_h, bound_s / 3600)
        if self._enough():
            self._solver.stop_search()

    def _enough(self) -> bool:
        return bool(self._best_h <= self.bound_h * (1 + self._gap))


@contextmanager
def stopped_by(stop: Event, solver: cp_model.CpSolver) -> Iterator[None]:
    """Ends the search soon after `stop` is set, also while the solver finds nothing to tell."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(WATCH_S):
            if stop.is_set():
                solver.stop_search()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
