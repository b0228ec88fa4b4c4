"""An insight from the first caller to its measured effect, on contacts of twelve weeks."""

from datetime import UTC, datetime, timedelta

import numpy as np
from concert_chassis.auth import Caller
from concert_chassis.etags import ExpectedVersion
from concert_chassis.testing import deliver, emitted
from concert_chassis.transaction import Transaction
from concert_contracts.external import ContactEnded
from concert_contracts.insight import InsightClosed, InsightPublished
from insight_builders import NOW, Later, announced, confused, contact, usual
from insight_svc.commands.acknowledge_insight import acknowledge_insight
from insight_svc.commands.act_on_insight import act_on_insight
from insight_svc.commands.close_insight import close_insight
from insight_svc.commands.examine_contacts import examine_contacts
from insight_svc.commands.measure_effect import measure_effect
from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.contact_ended import on_contact_ended
from insight_svc.store import insights

MARKETING = Caller("campaign-owner-fibre", "marketing", frozenset({"campaign_owner"}), frozenset())
ANY = ExpectedVersion(None)


def a_day(day: datetime, share: float, draw: np.random.Generator, first: int) -> list[ContactEnded]:
    """About 60 callers of the campaign; this share of them asks about the router."""
    return [
        contact(
            first + place,
            started_at=day + timedelta(minutes=place),
            ended_at=day + timedelta(minutes=place + 1),
            dialed_number="+43800100200",
            reason_code="router-question" if draw.random() < share else "price-question",
        )
        for place in range(int(draw.poisson(60)))
    ]


async def acted_on(tx: Transaction) -> InsightPublished:
    """Marketing acted at once, on the Monday at 9."""
    await deliver(tx, on_campaign_announced, announced())
    await deliver(tx, on_contact_ended, *usual(), *confused(12))
    await examine_contacts(tx)
    event = emitted(tx)[0]
    assert isinstance(event, InsightPublished)
    await acknowledge_insight(tx, event.insight_id, MARKETING, ANY)
    await act_on_insight(tx, event.insight_id, MARKETING, ANY, action="The brief answers it now.")
    return event


async def live(tx: Transaction, *, days_before: int, days_after: int, share_after: float) -> None:
    draw, first = np.random.default_rng(7), 100_000
    for offset in [*range(-days_before, 0), *range(1, days_after + 1)]:
        day = NOW.replace(hour=8) + timedelta(days=offset)
        some = a_day(day, 0.3 if offset < 0 else share_after, draw, first)
        await deliver(tx, on_contact_ended, *some)
        first += len(some)
    await examine_contacts(tx)


async def test_an_effect_is_proven_by_the_days_before_and_after(tx: Transaction, later: Later) -> None:
    event = await acted_on(tx)
    await live(tx, days_before=28, days_after=35, share_after=0.05)
    then = await later("2025-04-08T09:00")
    effect = await measure_effect(then, await insights.get(then, event.insight_id))
    assert (effect.verdict, effect.days_before, effect.days_after) == ("effective", 28, 35)
    assert effect.low is not None
    assert effect.high is not None
    true = np.log(0.05 / 0.95) - np.log(0.3 / 0.7)
    assert effect.low < true < effect.high
    await close_insight(
        then, event.insight_id, MARKETING, ANY, outcome=None, explanation="It fell to a sixth."
    )
    assert emitted(then) == (
        InsightClosed(
            insight_id=event.insight_id,
            version=1,
            closed_at=datetime(2025, 4, 8, 9, tzinfo=UTC),
            closed_by="campaign-owner-fibre",
            department="marketing",
            outcome="effective",
            explanation="It fell to a sixth.",
        ),
    )


async def test_two_weeks_prove_nothing(tx: Transaction, later: Later) -> None:
    event = await acted_on(tx)
    await live(tx, days_before=28, days_after=14, share_after=0.05)
    then = await later("2025-03-18T09:00")
    closed = await close_insight(then, event.insight_id, MARKETING, ANY, outcome=None, explanation="Done.")
    assert closed.outcome == "inconclusive"


async def test_while_an_effect_is_measured_more_of_the_same_is_no_new_message(tx: Transaction) -> None:
    await acted_on(tx)
    said = len(emitted(tx))
    await deliver(tx, on_contact_ended, *confused(40, first=500))
    await examine_contacts(tx)
    assert len(emitted(tx)) == said


async def test_the_same_question_after_it_was_closed_is_a_new_insight(tx: Transaction, later: Later) -> None:
    event = await acted_on(tx)
    await close_insight(tx, event.insight_id, MARKETING, ANY, outcome="inconclusive", explanation="Done.")
    then = await later("2025-03-10T09:00")
    monday = {"started_at": then.now - timedelta(hours=1), "ended_at": then.now}
    await deliver(then, on_contact_ended, *confused(9, first=600, **monday))
    await examine_contacts(then)
    assert emitted(then) == ()
    await deliver(then, on_contact_ended, *confused(11, first=700, **monday))
    await examine_contacts(then)
    (again,) = emitted(then)
    assert isinstance(again, InsightPublished)
    assert (again.version, again.evidence_contacts) == (1, 20)
    assert again.insight_id != event.insight_id
