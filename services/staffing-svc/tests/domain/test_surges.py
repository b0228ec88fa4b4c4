"""A surge's identity: the same when it is told again, and never another's."""

from datetime import UTC, datetime

from staffing_svc.domain.surges import new_surge_id

TEN = datetime(2025, 3, 3, 10, tzinfo=UTC)


def test_a_surge_told_again_is_the_same_surge() -> None:
    assert new_surge_id("sales", TEN, set()) == new_surge_id("sales", TEN, set())


def test_a_surge_that_begins_where_another_one_once_began_is_another() -> None:
    moved = new_surge_id("sales", TEN, set())
    second = new_surge_id("sales", TEN, {moved})
    assert second != moved
    assert new_surge_id("sales", TEN, {moved, second}) not in {moved, second}
