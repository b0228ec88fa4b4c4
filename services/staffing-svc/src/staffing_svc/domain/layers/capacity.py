"""How much more a queue can carry, interval by interval: what the slot advisor needs to place a wave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from staffing_svc.domain.forecast.history import FloatArray
from staffing_svc.domain.layers.campaign_layer import CampaignEffect, campaign_layer
from staffing_svc.domain.layers.layer_grid import LayerGrid, Wave
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours, ImpossibleEffect


@dataclass(frozen=True, eq=False)
class Headroom:
    """Spare agents and the contacts they could take per interval; any shape, usually [queues, n]."""

    spare_agents: FloatArray
    spare_contacts: FloatArray


@dataclass(frozen=True)
class Slot:
    """One launch time: how many of the campaign's contacts the center could carry in time.

    `carried_share` is of the contacts that fall into the grid; `largest_size` is the greatest audience
    (all waves scaled alike) that would be carried whole.
    """

    launch_at: datetime
    expected_contacts: float
    carried_contacts: float
    carried_share: float
    largest_size: float


def headroom(
    required: FloatArray,
    scheduled: FloatArray,
    *,
    interval_s: int,
    aht_s: FloatArray | float,
    occupancy: float = 0.85,
) -> Headroom:
    """Scheduled less required agents where positive, and the contacts these can handle at an occupancy
    (0..1].

    `required` and `scheduled` are agents on duty (shrinkage taken off) and broadcast.
    """
    if not 0.0 < occupancy <= 1.0:
        raise ImpossibleEffect("occupancy lies in (0, 1]", field="occupancy")
    spare = np.maximum(scheduled - required, 0.0)
    handle_s = np.asarray(aht_s, dtype=np.float64)
    if bool(np.any(handle_s <= 0.0)):
        raise ImpossibleEffect("handle time is positive", field="aht_s")
    return Headroom(spare, spare * occupancy * interval_s / handle_s)


def rank_slots(
    waves: Sequence[Wave],
    effect: CampaignEffect,
    launches: Sequence[datetime],
    grid: LayerGrid,
    room: Headroom,
) -> list[Slot]:
    """The campaign moved to each launch time, best first by share carried, then by time.

    `room` has shape [n] of the grid. Handle time of campaign contacts counts by their factor. Launches
    after which the queue never opens are left out.
    """
    first = min(wave.send_at for wave in waves)
    slots = []
    for launch_at in launches:
        moved = [replace(wave, send_at=launch_at + (wave.send_at - first)) for wave in waves]
        try:
            slots.append(_slot(launch_at, moved, effect, grid, room))
        except CampaignOverClosedHours:
            continue
    return sorted(slots, key=_best_first)


def _slot(
    launch_at: datetime, waves: Sequence[Wave], effect: CampaignEffect, grid: LayerGrid, room: Headroom
) -> Slot:
    layer = campaign_layer(waves, effect, grid)
    demand = layer.mean * layer.aht_factor
    total = float(demand.sum())
    carried = float(np.minimum(demand, room.spare_contacts).sum())
    share = carried / total if total > 0 else 1.0
    audience = float(sum(wave.size for wave in waves))
    matters = demand > 1e-3 * max(float(demand.max(initial=0.0)), 1e-12)
    fits = float((room.spare_contacts[matters] / demand[matters]).min()) if matters.any() else 0.0
    contacts = float(layer.mean.sum())
    return Slot(launch_at, contacts, contacts * share, share, audience * fits)


def _best_first(slot: Slot) -> tuple[float, datetime]:
    return (-round(slot.carried_share, 3), slot.launch_at)
