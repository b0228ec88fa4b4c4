"""A linear programme collected as arrays and handed to a solver in one piece: entry by entry is slower."""

from dataclasses import dataclass, field

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp

from staffing_svc.domain.schedule.requirement import Floats, Ints

SIMPLEX_UP_TO = 6_000
"""Variables up to which GLOP's simplex is the faster; measured 24 s against 5 s at 22,000."""
INTERIOR_POINT = "solver=ipm,output_flag=false"
CERTAIN = (linear_solver_pb2.MPSOLVER_OPTIMAL, linear_solver_pb2.MPSOLVER_INFEASIBLE)
"""GLOP now and then gives up on a degenerate programme; the interior point then solves it."""


@dataclass
class LinearProgramme:
    """Minimise cost x variables, variables >= 0, under rows that are added in blocks."""

    costs: list[Floats] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _bounds: list[tuple[Floats, Floats]] = field(default_factory=list)

    def variables(self, cost: Floats) -> Ints:
        """New variables, one per cost (n,)."""
        numbers = self.columns + np.arange(cost.size, dtype=np.int64)
        self.costs.append(cost)
        self.columns += cost.size
        return numbers

    def constraints(self, low: Floats, high: Floats) -> Ints:
        """New rows, low <= row <= high, still empty; both (n,)."""
        numbers = self.rows + np.arange(low.size, dtype=np.int64)
        self._bounds.append((low, high))
        self.rows += low.size
        return numbers

    def enter(self, rows: Ints, columns: Ints, weight: float | Ints | Floats) -> None:
        """Put `weight` on `columns` in `rows`, pairwise; no pair may be entered twice."""
        weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), rows.shape)
        self._entries.append((rows, columns, weights))

    def solved(self) -> tuple[Floats, float] | None:
        """The variables' values and the least cost; None if no values keep the rows."""
        request = linear_solver_pb2.MPModelRequest(
            solver_type=linear_solver_pb2.MPModelRequest.GLOP_LINEAR_PROGRAMMING
        )
        self._write(request.model)
        if self.columns <= SIMPLEX_UP_TO:
            answer = _answer(request)
            if answer.status in CERTAIN:
                return _read(answer)
        request.solver_type = linear_solver_pb2.MPModelRequest.HIGHS_LINEAR_PROGRAMMING
        request.solver_specific_parameters = INTERIOR_POINT
        return _read(_answer(request))

    def _write(self, model: linear_solver_pb2.MPModelProto) -> None:
        for cost in np.concatenate(self.costs).tolist():
            model.variable.add(lower_bound=0.0, upper_bound=np.inf, objective_coefficient=cost)
        rows, columns, weights = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        order = np.argsort(rows, kind="stable")
        cuts = np.searchsorted(rows[order], np.arange(self.rows + 1)).tolist()
        indices, coefficients = columns[order].tolist(), weights[order].tolist()
        low, high = (np.concatenate(parts).tolist() for parts in zip(*self._bounds, strict=True))
        for row in range(self.rows):
            cut = slice(cuts[row], cuts[row + 1])
            model.constraint.add(
                var_index=indices[cut],
                coefficient=coefficients[cut],
                lower_bound=low[row],
                upper_bound=high[row],
            )


def _answer(request: linear_solver_pb2.MPModelRequest) -> linear_solver_pb2.MPSolutionResponse:
    response = linear_solver_pb2.MPSolutionResponse()
    pywraplp.Solver.SolveWithProto(request, response)
    return response


def _read(answer: linear_solver_pb2.MPSolutionResponse) -> tuple[Floats, float] | None:
    if answer.status not in CERTAIN:
        raise RuntimeError(f"the linear programme could not be solved: status {answer.status}")
    if answer.status == linear_solver_pb2.MPSOLVER_INFEASIBLE:
        return None
    return np.array(answer.variable_value), float(answer.objective_value)
