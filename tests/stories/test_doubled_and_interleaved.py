"""Whatever a bus does within its promise, people see the same in the end."""

from functools import partial

from concert_contracts.streams import CONTACTS, INTRADAY, PLANS
from sample_company import DEPARTMENTS, Opened
from slow_bus import SlowBus
from the_letter import EndState, correct_the_ledger, end_state, tell_the_letter_beside_a_campaign

SLOW = frozenset(stream.name for stream in (CONTACTS, INTRADAY, PLANS))
"""Calls after the counts they are part of, surges after their losses, plans after what follows from them."""


async def the_story(opened: Opened) -> EndState:
    async with opened(DEPARTMENTS) as company:
        campaign_id = await tell_the_letter_beside_a_campaign(company)
        await correct_the_ledger(company)
        return await end_state(company, campaign_id)


async def test_every_event_twice_and_topics_in_another_order_lead_to_the_same_end(opened: Opened) -> None:
    as_usual = await the_story(opened)
    disturbed = await the_story(partial(opened, bus_of=partial(SlowBus, slow=SLOW)))
    assert "OpportunityLost" in {kind.split(".")[-2] for _, kind, _ in as_usual.timeline}
    assert disturbed.timeline == as_usual.timeline
    assert disturbed.ledger == as_usual.ledger
    assert disturbed.scorecard == as_usual.scorecard
    assert disturbed.insights == as_usual.insights
