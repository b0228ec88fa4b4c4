"""How much of the demand is caused by a failure to do something, or to do it right, for the customer."""

import math
from dataclasses import dataclass

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class FailureDemand:
    """Contacts by demand type; a share is None where nothing is there to take a share of."""

    value: int
    failure: int
    unknown: int

    @property
    def contacts(self) -> int:
        return self.value + self.failure + self.unknown

    @property
    def ratio(self) -> float | None:
        """F/(F + V)."""
        classified = self.value + self.failure
        return self.failure / classified if classified else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's, 95 %, of the ratio."""
        classified = self.value + self.failure
        return wilson(self.failure, classified) if classified else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """[F/n, (F + U)/n]: had none, had all of the unknown been failures."""
        n = self.contacts
        return (self.failure / n, (self.failure + self.unknown) / n) if n else None

    @property
    def coverage(self) -> float | None:
        """The share of contacts whose demand type is known."""
        return (self.value + self.failure) / self.contacts if self.contacts else None


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson 1927."""
    share, z2 = successes / trials, Z_95**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z_95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    return max(middle - half, 0.0), min(middle + half, 1.0)
