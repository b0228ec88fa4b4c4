"""Results of campaigns that were measured before channels were told apart go on teaching."""

from dataclasses import replace
from importlib import import_module
from uuid import UUID

from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from staffing_builders import LAUNCH, MONDAY, announced
from staffing_svc.domain.campaign_results import CampaignResult
from staffing_svc.domain.layers.uplift import Uplift
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.store import campaign_results

EMAIL = {"wave": 1, "channel": "email", "size": 40_000, "send_at": LAUNCH}
TEXT = {"wave": 2, "channel": "sms", "size": 40_000, "send_at": LAUNCH}
RESULT = CampaignResult(
    campaign_id=UUID(int=1),
    queue="sales",
    campaign_class="standard",
    channel="email",
    reached=40_000,
    told_contacts=1200,
    uplift=Uplift(600, 1000, 1600, 900, 1250, 1600, 273.0),
    fitted=1300,
    fitted_sd=80,
    measured_at=MONDAY,
)


async def test_earlier_results_by_a_single_channel_are_carried_over_without_a_pace(tx: Transaction) -> None:
    for number, waves in ((1, (EMAIL,)), (2, (EMAIL, TEXT))):
        event = announced(waves=waves).model_copy(update={"campaign_id": UUID(int=number)})
        await deliver(tx, on_campaign_announced, event)
        await campaign_results.add(tx, replace(RESULT, campaign_id=UUID(int=number)))
    migration = import_module("staffing_svc.migrations.versions.0006_layers")
    (carry_over,) = [part for part in migration.UP.split(";\n") if part.strip().startswith("INSERT")]
    raw = await tx.raw()
    await raw.execute(carry_over)
    past = await campaign_results.list_past(tx, ["email", "sms"])
    assert past["sms"] == []
    (taught,) = past["email"]
    assert (taught.reached, taught.measured_contacts, taught.measured_sd) == (40_000, 1300, 80)
    assert taught.pace is None
