"""Blame goes to the first link that failed: marketing's only if the announcement itself was late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.chain import Breach, Chain, Receipt

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
EVENT = UUID("01957a10-0000-7000-8000-000000000001")
DUE = NoticeAgreement(department="marketing").due_times(
    clock_started_at=MONDAY, launch_at=MONDAY + timedelta(days=14)
)
ON_TIME = Chain(
    campaign_version=1, department="marketing", announced=Receipt(MONDAY, EVENT), shortfall_days=0, due=DUE
)
MUCH_LATER = MONDAY + timedelta(days=30)


def after(**elapsed: float) -> Receipt:
    return Receipt(MONDAY + timedelta(**elapsed), EVENT)


def test_a_late_announcement_is_marketings_breach_whatever_the_center_did() -> None:
    assert replace(ON_TIME, shortfall_days=9).breach(MONDAY) == Breach("announced", "marketing")


def test_nobody_is_blamed_while_time_is_left() -> None:
    assert ON_TIME.breach(DUE.delivered) is None
    assert ON_TIME.next_due() == DUE.delivered


def test_an_announcement_that_never_arrived_is_undelivered() -> None:
    breach = ON_TIME.breach(DUE.delivered + timedelta(seconds=1))
    assert breach == Breach("delivered", "contact_center")
    assert breach.verdict == "UNDELIVERED"


def test_a_delivered_announcement_that_nobody_answered_is_unacknowledged() -> None:
    chain = replace(ON_TIME, delivered=after(minutes=1))
    assert chain.breach(MUCH_LATER) == Breach("acknowledged", "contact_center")
    assert chain.next_due() == DUE.acknowledged == datetime(2025, 3, 6, tzinfo=UTC)


def test_an_acknowledged_announcement_without_a_plan_is_untranslated() -> None:
    chain = replace(ON_TIME, delivered=after(minutes=1), acknowledged=after(days=1))
    breach = chain.breach(MUCH_LATER)
    assert breach == Breach("translated", "contact_center")
    assert breach.verdict == "UNTRANSLATED"


def test_a_whole_chain_is_no_breach_and_nothing_is_due() -> None:
    chain = replace(
        ON_TIME, delivered=after(minutes=1), acknowledged=after(hours=5), translated=after(days=2)
    )
    assert chain.breach(MUCH_LATER) is None
    assert chain.next_due() is None


def test_an_acknowledgement_after_its_time_is_a_breach_although_it_came() -> None:
    chain = replace(ON_TIME, delivered=after(minutes=1), acknowledged=after(days=5), translated=after(days=5))
    assert chain.breach(MUCH_LATER) == Breach("acknowledged", "contact_center")


def test_a_plan_proves_that_the_announcement_arrived_but_not_that_anybody_took_note() -> None:
    """Plans are computed by themselves within seconds of the announcement."""
    chain = replace(ON_TIME, translated=after(seconds=2))
    assert chain.breach(DUE.delivered + timedelta(seconds=1)) is None
    assert chain.next_due() == DUE.acknowledged
    assert chain.breach(MUCH_LATER) == Breach("acknowledged", "contact_center")
