"""A surge that is, or may be, a campaign: one question to the department that runs campaigns."""

from datetime import timedelta

from concert_chassis.testing import deliver, emitted, enveloped
from concert_chassis.transaction import Transaction
from concert_contracts.insight import InsightPublished
from concert_contracts.quantities import ShareRange
from concert_contracts.staffing import SurgeCause
from insight_builders import CAMPAIGN, NOW, Later, announced, attributed, ended, of_campaign, surge, suspected
from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.surge_attributed import on_surge_attributed
from insight_svc.reactions.volume_surge import on_volume_surge
from insight_svc.reactions.volume_surge_ended import on_volume_surge_ended

UNEXPLAINED = SurgeCause(
    kind="unexplained",
    campaign_id=None,
    business_event_id=None,
    label="unexplained",
    share=ShareRange(low=0.3, likely=0.5, high=0.6),
    evidence=(),
)


def published(tx: Transaction) -> list[InsightPublished]:
    return [event for event in emitted(tx) if isinstance(event, InsightPublished)]


async def test_marketing_is_asked_whose_number_and_code_a_surge_shares(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge())
    (event,) = emitted(tx)
    assert isinstance(event, InsightPublished)
    assert event == InsightPublished(
        insight_id=event.insight_id,
        version=1,
        insight_type="known_surge",
        published_at=NOW,
        owner_department="marketing",
        audience_departments=("contact_center", "sales"),
        title="Whose campaign is this? number +498005550142, code WELCOME5, on service",
        summary=(
            "service got 289 contacts where 171.4 were forecast since 2025-03-03 08:15 UTC. About 50% (40% to 60%) "
            "of the 117.6 above it have in common what no announced campaign has: number +498005550142, "
            "code WELCOME5."
        ),
        campaign_id=None,
        queue="service",
        first_seen_at=NOW - timedelta(minutes=45),
        detected_at=NOW,
        evidence_contacts=289,
        expected_contacts=171.4,
        p_value=None,
        false_alarms_stated="0.5 false alarms per week on this queue",
        top_terms=("number:+498005550142", "code:WELCOME5"),
        examples=(),
        suggested_action=(
            "Say whose number or code this is, and announce the campaign, so that the center can plan for it. "
            "If it is nobody's here, dispute it."
        ),
        acknowledge_due_at=NOW + timedelta(hours=8),
        privacy_class="aggregate",
    )


async def test_the_department_of_an_announced_campaign_hears_that_it_draws_more(tx: Transaction) -> None:
    await deliver(tx, on_campaign_announced, announced(department="product"))
    await deliver(tx, on_volume_surge, surge(of_campaign(0.6)))
    (event,) = published(tx)
    assert (event.owner_department, event.campaign_id) == ("product", CAMPAIGN)
    assert event.title == "Spring fibre draws more than announced, on service"
    assert event.suggested_action.startswith("Revise the expected contacts")


async def test_a_cause_that_explains_little_or_nothing_asks_nobody(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge(suspected(0.2), UNEXPLAINED))
    assert emitted(tx) == ()


async def test_the_same_surge_twice_asks_once(tx: Transaction) -> None:
    heard = enveloped(surge(), now=tx.now)
    await deliver(tx, on_volume_surge, heard)
    await deliver(tx, on_volume_surge, heard)
    assert len(emitted(tx)) == 1


async def test_a_cause_found_later_asks_then(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge(UNEXPLAINED))
    assert emitted(tx) == ()
    await deliver(tx, on_surge_attributed, attributed(suspected(0.4)))
    (event,) = published(tx)
    assert (event.version, event.evidence_contacts) == (1, 345)
    assert event.false_alarms_stated == "0.5 false alarms per week on this queue"


async def test_a_little_more_of_the_same_is_no_news(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge(suspected(0.5)))
    await deliver(tx, on_surge_attributed, attributed(suspected(0.55)))
    assert len(emitted(tx)) == 1


async def test_another_code_is_news_about_the_same_insight(tx: Transaction, later: Later) -> None:
    await deliver(tx, on_volume_surge, surge())
    (first,) = published(tx)
    then = await later("2025-03-03T09:15")
    await deliver(then, on_surge_attributed, attributed(suspected(0.5, ["code:WELCOME5", "code:WELCOME6"])))
    (second,) = published(then)
    assert (second.insight_id, second.version) == (first.insight_id, 2)
    assert second.top_terms == ("code:WELCOME5", "code:WELCOME6")
    assert second.acknowledge_due_at == first.acknowledge_due_at


async def test_the_same_attribution_twice_asks_once(tx: Transaction) -> None:
    heard = enveloped(attributed(), now=tx.now)
    await deliver(tx, on_surge_attributed, heard)
    await deliver(tx, on_surge_attributed, heard)
    assert len(emitted(tx)) == 1


async def test_twice_the_excess_at_the_end_is_news(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge())
    await deliver(tx, on_volume_surge_ended, ended(expected_contacts=400.0, observed_contacts=640))
    assert [event.version for event in published(tx)] == [1, 2]


async def test_an_end_that_says_what_was_known_is_no_news(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge())
    await deliver(tx, on_volume_surge_ended, ended())
    assert len(emitted(tx)) == 1


async def test_after_its_end_a_surge_is_not_attributed_any_more(tx: Transaction) -> None:
    await deliver(tx, on_volume_surge, surge(UNEXPLAINED))
    await deliver(tx, on_volume_surge_ended, ended(UNEXPLAINED))
    await deliver(tx, on_surge_attributed, attributed())
    assert emitted(tx) == ()


async def test_the_same_end_twice_counts_once(tx: Transaction) -> None:
    heard = enveloped(ended(), now=tx.now)
    await deliver(tx, on_volume_surge_ended, heard)
    await deliver(tx, on_volume_surge_ended, heard)
    assert len(emitted(tx)) == 1


async def test_of_two_suspicions_the_likelier_is_asked_about_and_only_once(tx: Transaction) -> None:
    both = (suspected(0.35, ["code:B"]), suspected(0.45, ["code:A"]))
    await deliver(tx, on_volume_surge, surge(*both))
    await deliver(tx, on_surge_attributed, attributed(*both, expected_contacts=171.4, observed_contacts=289))
    (event,) = published(tx)
    assert event.top_terms == ("code:A",)


async def test_the_longest_words_that_a_surge_may_carry_still_fit_the_question(tx: Transaction) -> None:
    marks = [f"code:{place}{'x' * 3900}" for place in range(19)]
    await deliver(tx, on_volume_surge, surge(suspected(0.5, marks), queue="q" * 120))
    (event,) = published(tx)
    assert len(event.title) <= 200
    assert len(event.summary) <= 4000
