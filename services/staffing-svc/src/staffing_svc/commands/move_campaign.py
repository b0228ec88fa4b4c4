"""Suppose that an announced campaign were launched at another time; nothing is changed by it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignTerms
from concert_contracts.refusal import Refusal

from staffing_svc.commands.foresee_queue import Foreseen
from staffing_svc.commands.layer_campaign import learnt_estimate
from staffing_svc.domain.layers import LayerGrid
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours
from staffing_svc.domain.opening import open_intervals
from staffing_svc.domain.plan.requirement import blended_handle_s
from staffing_svc.domain.reach import CLOSED, planned_layer
from staffing_svc.domain.series import Numbers
from staffing_svc.store import campaigns, layers

FURTHEST = timedelta(days=731)


class CampaignNotOnQueue(Refusal):
    """The campaign brings no contacts to this queue, wherever it is moved."""

    code = "campaign-not-on-queue"
    status = 409


class MovedTooFar(Refusal):
    """Nobody plans a launch that far away."""

    code = "moved-too-far"
    status = 422


async def move_campaign(
    tx: Transaction, foreseen: Foreseen, campaign_id: UUID, launch_at: datetime
) -> Foreseen:
    """The same stretch and the same people, with the campaign's waves moved along with its launch.

    Raises `UnknownCampaign`, `CampaignNotOnQueue`, `CampaignOverClosedHours`, `MovedTooFar`.
    """
    queue, grid = foreseen.queue, foreseen.grid
    campaign = await campaigns.get(tx, campaign_id)
    share = next((part.share for part in campaign.terms.queues if part.queue == queue.name), None)
    if share is None:
        raise CampaignNotOnQueue(
            f"the campaign brings no contacts to {queue.name!r}", field="/moved/campaign_id"
        )
    standing = [
        layer
        for layer in await layers.list_standing(tx, [queue.name], grid.start, grid.end)
        if layer.campaign_id != campaign_id
    ]
    planned = planned_layer(
        _moved(campaign.terms, launch_at),
        share,
        LayerGrid(grid.start, grid.interval_s, open_intervals(queue, grid, foreseen.baseline)),
        await learnt_estimate(tx, campaign.terms),
    )
    if CLOSED in planned.notes:
        raise CampaignOverClosedHours(
            "the queue is closed whenever callers of the moved campaign would come", field="/moved/launch_at"
        )
    others = [(layer.on(grid), 1.0 + layer.handle_time_uplift_share) for layer in standing]
    added = planned.layer
    parts: list[tuple[Numbers, Numbers | float]] = [
        (foreseen.baseline, 1.0),
        *others,
        (added.mean, added.aht_factor),
    ]
    contacts = sum((contacts for contacts, _ in others), foreseen.baseline) + added.mean
    handle_s = blended_handle_s(queue, parts)
    return replace(
        foreseen,
        contacts=contacts,
        handle_s=handle_s,
        load=replace(foreseen.load, contacts=contacts, handle_s=handle_s),
    )


def _moved(terms: CampaignTerms, launch_at: datetime) -> CampaignTerms:
    """The terms with launch, end and every wave moved by the same length of time."""
    by = launch_at - terms.launch_at
    if abs(by) > FURTHEST:
        raise MovedTooFar("move a campaign by two years at most", field="/moved/launch_at")
    try:
        waves = tuple(wave.model_copy(update={"send_at": wave.send_at + by}) for wave in terms.waves)
        return terms.model_copy(
            update={"launch_at": launch_at, "ends_at": terms.ends_at + by, "waves": waves}
        )
    except OverflowError:
        raise MovedTooFar("its last wave would be sent after all time", field="/moved/launch_at") from None
