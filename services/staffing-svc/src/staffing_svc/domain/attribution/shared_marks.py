"""Contacts with a code or number that several campaigns use: each counts once, not once per campaign."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from staffing_svc.domain.attribution.causes import Mark


def shared_marks(marks: Iterable[Iterable[Mark]]) -> frozenset[Mark]:
    """Those that more than one campaign uses, given each campaign's own."""
    used = Counter(mark for own in marks for mark in set(own))
    return frozenset(mark for mark, campaigns in used.items() if campaigns > 1)


def part_of_shared(
    campaign: int,
    counted: Mapping[Mark, int],
    *,
    marks: Sequence[frozenset[Mark]],
    expected: Sequence[float],
) -> float:
    """A campaign's part of the contacts with shared marks, in proportion to what each was expected to bring."""
    part = 0.0
    for mark, contacts in counted.items():
        using = [number for number, own in enumerate(marks) if mark in own]
        if campaign in using:
            total = sum(expected[number] for number in using)
            part += contacts * (expected[campaign] / total if total > 0 else 1.0 / len(using))
    return part
