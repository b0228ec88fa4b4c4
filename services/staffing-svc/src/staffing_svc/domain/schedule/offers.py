"""Overtime and voluntary time off: offers that bring net staffing to zero, and what is left after each answer."""

from dataclasses import dataclass, replace
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
    """`places` people may work more, or go, from interval `first` for `length` intervals; `taken` have accepted."""

    kind: OfferKind
    first: int
    length: int
    places: int
    taken: int = 0

    @property
    def open_places(self) -> int:
        """How many may still accept."""
        return self.places - self.taken


@dataclass(frozen=True)
class OfferRound:
    """Whole-agent net staffing (intervals,) as it is with what was accepted, and the offers that are out."""

    net: tuple[int, ...]
    offers: tuple[Offer, ...]
    shortest: int

    @property
    def net_if_all_accept(self) -> Ints:
        """Net staffing (intervals,) when every open place is taken."""
        net = np.array(self.net, dtype=np.int64)
        for offer in self.offers:
            net[offer.first : offer.first + offer.length] += _sign(offer.kind) * offer.open_places
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
        shortest,
    )


def accept(state: OfferRound, index: int) -> OfferRound:
    """Somebody takes a place of an offer: net staffing moves, and the other offers are made anew for the rest."""
    offer = _open(state, index)
    net = np.array(state.net, dtype=np.int64)
    net[offer.first : offer.first + offer.length] += _sign(offer.kind)
    return offers_for(net.astype(np.float64), shortest=state.shortest)


def decline(state: OfferRound, index: int) -> OfferRound:
    """Somebody lets an offer go: one place fewer is out, the net staffing stays what it is."""
    offer = _open(state, index)
    rest = replace(offer, places=offer.places - 1)
    offers = [*state.offers[:index], *([rest] if rest.open_places else []), *state.offers[index + 1 :]]
    return replace(state, offers=tuple(offers))


def _open(state: OfferRound, index: int) -> Offer:
    if not 0 <= index < len(state.offers) or state.offers[index].open_places < 1:
        raise ImpossibleWindow("there is no open place in this offer", field="offer")
    return state.offers[index]


def _sign(kind: OfferKind) -> int:
    return 1 if kind is OfferKind.OVERTIME else -1


def _layers(heights: Ints, kind: OfferKind, shortest: int) -> list[Offer]:
    """The heights (intervals,) cut into horizontal bars; bars of the same extent become one offer."""
    bars: dict[tuple[int, int], int] = {}
    for level in range(1, int(heights.max(initial=0)) + 1):
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
            bars[first, last - first] = bars.get((first, last - first), 0) + 1
    return [Offer(kind, first, length, places) for (first, length), places in bars.items()]
