"""How long the exact search may take, and what it tells on the way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchBudget:
    """When publishing ends: proven within `gap` of the bound, or after `time_limit_s`; `workers` are threads.

    The time is that of the whole: starting the process, drafting, searching. A draft is always finished.
    """

    time_limit_s: float = 14.0
    gap: float = 0.002
    workers: int = 2


@dataclass(frozen=True)
class Progress:
    """How far the search is: the best cost and the proven bound in hours, and seconds since it began."""

    best_h: float
    bound_h: float
    elapsed_s: float

    @property
    def gap(self) -> float:
        """Share by which the best exceeds the bound."""
        return max(self.best_h / self.bound_h - 1, 0.0) if self.bound_h > 0 else 0.0
