"""Shares of counted things, with how sure they are."""

from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Proportion:
    """`share` = hits/of with its 95 % Wilson interval; all None when there was nothing to count."""

    hits: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def proportion(hits: int, of: int) -> Proportion:
    """Wilson score interval (Wilson 1927): 7 of 10 is .70 (.3968-.8922)."""
    if of == 0:
        return Proportion(hits, of, None, None, None)
    share = hits / of
    centre = share + Z95**2 / (2 * of)
    reach = Z95 * (share * (1 - share) / of + Z95**2 / (4 * of**2)) ** 0.5
    scale = 1 + Z95**2 / of
    low = 0.0 if hits == 0 else (centre - reach) / scale
    high = 1.0 if hits == of else (centre + reach) / scale
    return Proportion(hits, of, share, low, high)
