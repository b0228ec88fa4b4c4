"""Two campaigns conflict where they reach the same queue at the same time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from campaign_svc.domain.conflict import Booking, find_conflicts
from hypothesis import given, settings
from hypothesis import strategies as st

START = datetime(2025, 3, 1, tzinfo=UTC)


def booking(number: int, first_day: int, days: int, queue: str = "sales") -> Booking:
    launch_at = START + timedelta(days=first_day)
    return Booking(
        UUID(int=number), f"campaign {number}", queue, launch_at, launch_at + timedelta(days=days), 100
    )


def test_overlapping_campaigns_on_a_queue_conflict_for_as_long_as_both_run() -> None:
    (conflict,) = find_conflicts([booking(1, 0, 10), booking(2, 7, 10)])
    assert (conflict.overlaps_from, conflict.overlaps_until) == (
        START + timedelta(days=7),
        START + timedelta(days=10),
    )


def test_neither_another_queue_nor_a_launch_at_the_others_end_conflicts() -> None:
    assert find_conflicts([booking(1, 0, 10), booking(2, 5, 10, "billing"), booking(3, 10, 5)]) == ()


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10), st.sampled_from(["a", "b"])), max_size=12))
def test_the_sweep_finds_what_comparing_every_pair_finds(spans: list[tuple[int, int, str]]) -> None:
    bookings = [booking(number, *span) for number, span in enumerate(spans)]
    expected = {
        frozenset((one.campaign_id, other.campaign_id))
        for one in bookings
        for other in bookings
        if one is not other and one.queue == other.queue
        and one.launch_at < other.ends_at and other.launch_at < one.ends_at
    }  # fmt: skip
    found = find_conflicts(bookings)
    assert {frozenset((it.first.campaign_id, it.second.campaign_id)) for it in found} == expected
    assert len(found) == len(expected)
