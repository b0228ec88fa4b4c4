"""What a queue promises is what its plan is made for, and what the plan says it was made for."""

import pytest
from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import ServiceGoal, StaffingPlanRaised
from staffing_builders import CAMPAIGN, a_watched_queue, announced, said
from staffing_svc.domain.erlang import ServiceLevelVariant, performance
from staffing_svc.domain.queues import Promise
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import plans


async def test_another_service_level_and_a_cap_on_waits_go_into_the_plan(tx: Transaction) -> None:
    promise = Promise(
        service_level_share=0.7,
        variant=ServiceLevelVariant.SL3,
        max_asa_s=4.0,
        max_abandonment_share=0.5,
        max_occupancy_share=1.0,
    )
    await a_watched_queue(tx, promise=promise, shrinkage_share=0.0)
    await deliver(tx, on_campaign_announced, announced(handle_time_uplift_share=0.0))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    (raised,) = said(tx, StaffingPlanRaised)
    assert raised.service_goal == ServiceGoal(
        variant="SL3", target_share=0.7, within_s=20, max_abandonment_share=0.5
    )
    at = planned.peak_index
    contacts, agents = planned.baseline[at] + planned.campaign[at], planned.required_erlang_a[at]
    enough, fewer = (
        performance(contacts, 240, 1800, staff, within_s=20, patience_s=120, variant=ServiceLevelVariant.SL3)
        for staff in (agents, agents - 1)
    )
    assert float(enough.service_level) >= 0.7
    assert float(enough.asa_s) <= 4.0 < float(fewer.asa_s)


@pytest.mark.parametrize("cap", [0.02, 0.2])
async def test_the_cap_on_abandonment_is_kept_at_every_interval(tx: Transaction, cap: float) -> None:
    await a_watched_queue(
        tx, promise=Promise(service_level_share=0.01, max_abandonment_share=cap, max_occupancy_share=1.0)
    )
    await deliver(tx, on_campaign_announced, announced(handle_time_uplift_share=0.0))
    (planned,) = (await plans.get(tx, CAMPAIGN)).queues
    busy = planned.campaign > 1
    at_work = (planned.required_erlang_a[busy] * 0.7 + 1e-9).astype(int)
    contacts = (planned.baseline + planned.campaign)[busy]
    lost = performance(contacts, 240, 1800, at_work, patience_s=120).abandonment
    assert lost.max() <= cap + 1e-9
