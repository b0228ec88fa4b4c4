"""Overtime and voluntary time off: offers that, all taken, bring net staffing to zero."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from staffing_svc.domain.schedule.refusals import ImpossibleWindow
from staffing_svc.domain.schedule.requirement import Floats, Ints


class OfferKind(StrEnum):
    """What is offered to people."""

    OVERTIME = "overtime"
    TIME_OFF = "time_off"


@dataclass(frozen=True)
class Offer:
    """`places` people may work more, or go, from interval `first` for `length` intervals."""

    kind: OfferKind
    first: int
    length: int
    places: int


@dataclass(frozen=True)
class OfferRound:
    """Whole-agent net staffing (intervals,) as it is, and the offers that would bring it to zero."""

    net: tuple[int, ...]
    offers: tuple[Offer, ...]

    @property
    def net_if_all_accept(self) -> Ints:
        """Net staffing (intervals,) when every place is taken."""
        net = np.array(self.net, dtype=np.int64)
        for offer in self.offers:
            net[offer.first : offer.first + offer.length] += _sign(offer.kind) * offer.places
        return net


def offers_for(net_staffing: Floats, *, shortest: int = 1) -> OfferRound:
    """Offers whose full acceptance brings every interval's net staffing to zero; `shortest` intervals at least.

    Net staffing (intervals,) is scheduled - required; parts of an agent are rounded to the side of the
    customer, so that time off never causes a gap. Stretches shorter than `shortest` are not offered as time
    off; a short gap is offered as overtime of `shortest` intervals. Raises ImpossibleWindow.
    """
    if not 1 <= shortest <= net_staffing.size or not np.isfinite(net_staffing).all():
        raise ImpossibleWindow("an offer must fit into the intervals", field="shortest")
    net = np.floor(net_staffing + 1e-9).astype(np.int64)
    gaps = _layers(np.maximum(-net, 0), OfferKind.OVERTIME, shortest)
    spare = _layers(np.maximum(net, 0), OfferKind.TIME_OFF, shortest)
    return OfferRound(
        tuple(net.tolist()),
        tuple(sorted((*gaps, *spare), key=lambda offer: (offer.first, -offer.length, offer.kind))),
    )


def _sign(kind: OfferKind) -> int:
    return 1 if kind is OfferKind.OVERTIME else -1


def _layers(heights: Ints, kind: OfferKind, shortest: int) -> list[Offer]:
    """The heights (intervals,) cut into horizontal bars; bars of the same extent become one offer."""
    bars: dict[tuple[int, int], int] = {}
    below = 0
    for level in np.unique(heights[heights > 0]).tolist():
        thick, below = level - below, level
        edges = np.diff(np.concatenate([[0], (heights >= level).astype(np.int64), [0]]))
        for begin, end in zip(
            np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True
        ):
            first, last = begin, end
            if end - begin < shortest and kind is OfferKind.TIME_OFF:
                continue
            if end - begin < shortest:
                first = min(begin, heights.size - shortest)
                last = first + shortest
            bars[first, last - first] = bars.get((first, last - first), 0) + thick
    return [Offer(kind, first, length, places) for (first, length), places in bars.items()]
