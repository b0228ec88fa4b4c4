"""A campaign's loss in the ledger of the service that tests ask over HTTP."""

from datetime import timedelta

from concert_chassis.testing import deliver
from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost
from staffing_api import Api
from staffing_builders import (
    MONDAY,
    a_day,
    a_watched_queue,
    announced,
    contact,
    from_ten_to_two,
    notice,
    report,
    said,
)
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.contact_ended import on_contact_ended


async def a_campaigns_loss(api: Api) -> OpportunityLost:
    """See `lose_for_a_campaign`."""
    async with api.transactions.begin() as tx:
        return await lose_for_a_campaign(tx)


async def lose_for_a_campaign(tx: Transaction) -> OpportunityLost:
    """A campaign announced two days before its launch brought far more than was planned for."""
    nine = MONDAY.replace(hour=9)
    wave = {"wave": 1, "channel": "email", "size": 2000, "send_at": nine}
    told = announced(
        name="Spring <fibre>",
        launch_at=nine,
        ends_at=nine + timedelta(days=5),
        waves=(wave,),
        expected_contacts=40,
    ).model_copy(update={"notice": notice(given_days=2, on_time=False)})
    await a_watched_queue(tx)
    await deliver(tx, on_campaign_announced, told)
    for index in range(8):
        at = MONDAY.replace(hour=10) + timedelta(minutes=30 * index)
        calls = [contact(k, at=at, dialed_number="+43800100200" if k < 60 else None) for k in range(160)]
        await deliver(tx, on_contact_ended, *calls)
    await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 40 if 10 <= at.hour < 14 else 2))
    return said(tx, OpportunityLost)[0]
