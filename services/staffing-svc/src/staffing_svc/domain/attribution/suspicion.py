"""Is somebody campaigning without telling? Marks that the surge's contacts share far above the usual."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from staffing_svc.domain.attribution.causes import CauseKind, Evidence, Mark, MarkCount, MarkCounts
from staffing_svc.domain.attribution.estimate import Estimate

SUSPECTED = "suspected-unannounced"
FEWEST_CONTACTS = 10
LEAST_RISE = 2.0
"""A mark is a suspect's only if its share at least doubled."""
LEAST_KEYNESS = 15.13
"""Chi-squared with one degree of freedom at p = .0001, before the correction for the number of marks."""
UNKNOWN_COVERAGE_SD = 0.3
"""Whether contacts outside the dimension's coverage look like those inside is not known better than this."""


@dataclass(frozen=True, slots=True)
class KeyMark:
    """`excess_contacts` with the mark above its reference share; `keyness` is Dunning's log likelihood."""

    mark: Mark
    now: int
    excess_contacts: float
    keyness: float


def key_marks(counts: MarkCounts, *, announced: Iterable[Mark] = ()) -> tuple[KeyMark, ...]:
    """Marks not announced by anyone whose share rose significantly (Bonferroni), the keyest first."""
    known = frozenset(announced)
    tried = [count for count in counts.counts if count.mark not in known]
    least = LEAST_KEYNESS + 2.0 * math.log(max(len(tried), 1))
    found = (_keyed(count, counts) for count in tried)
    suspect = [
        key
        for key in found
        if key.keyness >= least and key.now >= FEWEST_CONTACTS and key.excess_contacts > 0
    ]
    return tuple(sorted(suspect, key=lambda key: (-key.keyness, key.mark.dimension, key.mark.value)))


def _keyed(count: MarkCount, counts: MarkCounts) -> KeyMark:
    """Excess over the others: the mark's contacts beyond its reference share of what is not its own."""
    share = (count.reference + 0.5) / (counts.contacts_reference + 1.0)
    risen = count.now > LEAST_RISE * share * counts.contacts_now
    others = counts.contacts_now - count.now
    excess = count.now - share * others / max(1.0 - share, 1e-9)
    keyness = _log_likelihood(count, counts) if risen else 0.0
    return KeyMark(count.mark, count.now, max(excess, 0.0), keyness)


def _log_likelihood(count: MarkCount, counts: MarkCounts) -> float:
    """G^2 of the 2 x 2 table mark/other by now/reference (Dunning 1993)."""
    rows = (
        (count.now, counts.contacts_now - count.now),
        (count.reference, counts.contacts_reference - count.reference),
    )
    total = counts.contacts_now + counts.contacts_reference
    columns = tuple(rows[0][j] + rows[1][j] for j in range(2))
    cells = (
        cell * math.log(cell * total / (sum(row) * columns[j]))
        for row in rows
        for j, cell in enumerate(row)
        if cell > 0
    )
    return 2.0 * sum(cells)


def suspect_estimate(keys: tuple[KeyMark, ...], counts: MarkCounts) -> Estimate | None:
    """One suspected campaign out of all key marks; None when there are none.

    One contact carries several marks, so the dimension that explains most speaks for the number; where only a
    part of the contacts has a value in that dimension, the number is scaled up, and is less certain.
    """
    if not keys:
        return None
    contacts, variance = max(
        _of_dimension(dimension, keys, counts) for dimension in {k.mark.dimension for k in keys}
    )
    return Estimate(
        kind=CauseKind.SUSPECTED_CAMPAIGN,
        cause=SUSPECTED,
        contacts=contacts,
        variance=variance,
        evidence=(Evidence.MARKS,),
        marks=tuple(key.mark for key in keys),
        missing="nobody announced it: ask marketing who uses these numbers, codes or words",
    )


def _of_dimension(dimension: str, keys: tuple[KeyMark, ...], counts: MarkCounts) -> tuple[float, float]:
    """Contacts behind the key marks of one dimension, with their variance."""
    keyed = [key for key in keys if key.mark.dimension == dimension]
    marked = sum(count.now for count in counts.counts if count.mark.dimension == dimension)
    coverage = min(max(marked / max(counts.contacts_now, 1), 0.01), 1.0)
    excess = min(sum(key.excess_contacts for key in keyed), float(counts.contacts_now))
    contacts = min(excess / coverage, float(counts.contacts_now))
    counting = sum(key.now for key in keyed) / coverage**2
    return contacts, counting + (contacts * (1.0 - coverage) * UNKNOWN_COVERAGE_SD) ** 2
