"""Event ids: version 7, sorted by time, and ascending within a millisecond."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from uuid import UUID

import pytest
from concert_contracts.identity import time_of, uuid7
from hypothesis import given
from hypothesis import strategies as st

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)
)


def test_the_published_example_of_rfc_9562_tells_its_time() -> None:
    published = UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
    assert time_of(published) == datetime(2022, 2, 22, 14, 22, 22, tzinfo=timezone(timedelta(hours=-5)))


@given(MOMENTS)
def test_an_id_embeds_its_time_to_the_millisecond(moment: datetime) -> None:
    made = uuid7(moment)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert timedelta() <= moment - time_of(made) < timedelta(milliseconds=1)


def test_ids_of_one_millisecond_ascend() -> None:
    now = datetime(2025, 4, 7, 8, 30, tzinfo=UTC)
    made = [uuid7(now) for _ in range(5000)]
    assert made == sorted(set(made))


def test_a_later_id_sorts_behind_an_earlier_one() -> None:
    now = datetime(2025, 4, 7, 8, 30, tzinfo=UTC)
    made = [uuid7(now + timedelta(milliseconds=step // 3)) for step in range(900)]
    assert made == sorted(set(made))


def test_the_same_randomness_makes_the_same_ids() -> None:
    moments = [datetime(2031, 1, 1, tzinfo=UTC) + timedelta(seconds=step) for step in range(5)]
    first, second = Random(7), Random(7)
    assert [uuid7(at, first.getrandbits) for at in moments] == [
        uuid7(at, second.getrandbits) for at in moments
    ]


def test_a_time_without_an_offset_makes_no_id() -> None:
    with pytest.raises(ValueError, match="offset"):
        uuid7(datetime(2025, 4, 7))


def test_a_time_before_1970_makes_no_id() -> None:
    with pytest.raises(ValueError, match="1970"):
        uuid7(datetime(1969, 12, 31, tzinfo=UTC))


def test_only_version_7_tells_a_time() -> None:
    with pytest.raises(ValueError, match="version 7"):
        time_of(UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))
