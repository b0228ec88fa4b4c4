"""Which changes restart the clock: an earlier date, a fifth more contacts, a new offer, a new queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from campaign_builders import LAUNCH_AT, a_wave, terms_of_a_campaign
from campaign_svc.domain.agreement import MaterialChangeRule
from campaign_svc.domain.change import FixedAtAnnouncement, check_fixed, material_changes, moved_to
from campaign_svc.domain.terms import Offer, QueueShare

BEFORE = terms_of_a_campaign()


def changes(**fields: Any) -> tuple[str, ...]:
    return material_changes(
        MaterialChangeRule(),
        BEFORE,
        replace(BEFORE, **fields),
        contacts_at_clock_start=BEFORE.expected_contacts,
    )


def test_an_earlier_date_is_material() -> None:
    assert changes(launch_at=LAUNCH_AT - timedelta(days=1)) == ("earlier_launch",)


def test_a_wave_on_an_earlier_date_is_material_although_the_launch_stands() -> None:
    before = replace(BEFORE, waves=(a_wave(), a_wave(wave=2, send_at=LAUNCH_AT + timedelta(days=10))))
    after = replace(before, waves=(a_wave(), a_wave(wave=2, send_at=LAUNCH_AT + timedelta(days=2))))
    seen = material_changes(MaterialChangeRule(), before, after, contacts_at_clock_start=1000)
    assert seen == ("earlier_launch",)


def test_an_earlier_hour_of_the_same_day_is_not() -> None:
    assert changes(launch_at=LAUNCH_AT - timedelta(hours=3)) == ()


def test_a_later_date_is_not() -> None:
    assert (
        changes(
            launch_at=LAUNCH_AT + timedelta(days=3), waves=(a_wave(send_at=LAUNCH_AT + timedelta(days=3)),)
        )
        == ()
    )


@pytest.mark.parametrize(("contacts", "expected"), [(1199, ()), (1200, ("more_contacts",)), (800, ())])
def test_a_fifth_more_contacts_is_material(contacts: int, expected: tuple[str, ...]) -> None:
    assert changes(expected_contacts=contacts) == expected


def test_many_small_steps_count_like_one_large_one() -> None:
    first = replace(BEFORE, expected_contacts=1190)
    second = replace(BEFORE, expected_contacts=1210)
    assert material_changes(MaterialChangeRule(), BEFORE, first, contacts_at_clock_start=1000) == ()
    assert material_changes(MaterialChangeRule(), first, second, contacts_at_clock_start=1000) == (
        "more_contacts",
    )


def test_growing_back_after_a_cut_is_material_because_the_plan_was_cut_too() -> None:
    cut = replace(BEFORE, expected_contacts=500)
    assert material_changes(MaterialChangeRule(), cut, BEFORE, contacts_at_clock_start=1000) == (
        "more_contacts",
    )


def test_a_new_offer_and_a_new_queue_are_material_but_a_dropped_queue_is_not() -> None:
    assert changes(offer=Offer("FIBRE20", "Fibre for 20", "Cheaper still.")) == ("new_offer",)
    assert changes(queues=(QueueShare("sales", 0.5), QueueShare("billing", 0.5))) == ("new_queue",)
    assert changes(queues=(QueueShare("sales", 1.0),)) == ()


def test_a_better_brief_is_not_material() -> None:
    assert changes(brief=None, name="Spring fibre, second edition") == ()


def test_the_agreement_may_ask_for_less() -> None:
    rule = MaterialChangeRule(earlier_date=False, contacts_growth=0.5, new_offer=False, new_queue=False)
    after = replace(BEFORE, launch_at=LAUNCH_AT - timedelta(days=5), expected_contacts=1400)
    assert material_changes(rule, BEFORE, after, contacts_at_clock_start=1000) == ()


def test_class_and_department_are_fixed_at_the_announcement() -> None:
    with pytest.raises(FixedAtAnnouncement, match="campaign_class"):
        check_fixed(BEFORE, replace(BEFORE, campaign_class="emergency"))


def test_a_moved_campaign_keeps_its_local_hours_across_the_change_of_the_clocks() -> None:
    """09:00 in Berlin is 08:00 UTC on 15 March and 07:00 UTC on 5 April 2025."""
    moved = moved_to(BEFORE, datetime(2025, 4, 5, 7, tzinfo=UTC))
    assert moved.waves[0].send_at == datetime(2025, 4, 5, 7, tzinfo=UTC)
    assert moved.ends_at == datetime(2025, 5, 6, 8, tzinfo=UTC)
