"""A reader that stands still in front of unread records is noticed, and one that merely waits is not."""

from concert_chassis.bus.kafka.watchdog import Watchdog

A, B = ("topic", 0), ("topic", 1)


def test_a_position_that_does_not_move_before_unread_records_is_stuck() -> None:
    watchdog = Watchdog(stuck_after_s=30)
    assert watchdog.stuck({A: 5}, {A: 9}, at_s=100) is None
    assert watchdog.stuck({A: 5}, {A: 12}, at_s=129) is None
    assert watchdog.stuck({A: 5}, {A: 12}, at_s=130) == A


def test_a_position_that_moves_is_not_stuck_however_far_behind() -> None:
    watchdog = Watchdog(stuck_after_s=30)
    for second in range(0, 200, 10):
        assert watchdog.stuck({A: second}, {A: 10_000}, at_s=second) is None


def test_waiting_at_the_end_is_not_standing_still() -> None:
    watchdog = Watchdog(stuck_after_s=30)
    assert all(watchdog.stuck({A: 9}, {A: 9}, at_s=second) is None for second in range(0, 500, 10))


def test_a_reader_that_cannot_tell_its_position_is_stuck_too() -> None:
    watchdog = Watchdog(stuck_after_s=30)
    assert watchdog.stuck({A: None}, {A: 3}, at_s=0) is None
    assert watchdog.stuck({A: None}, {A: 3}, at_s=30) == A


def test_a_partition_given_away_and_back_begins_anew() -> None:
    watchdog = Watchdog(stuck_after_s=30)
    watchdog.stuck({A: 5, B: 1}, {A: 9, B: 2}, at_s=0)
    watchdog.stuck({B: 2}, {B: 2}, at_s=20)
    assert watchdog.stuck({A: 5}, {A: 9}, at_s=40) is None
    assert watchdog.stuck({A: 5}, {A: 9}, at_s=70) == A
