"""Headers come back byte for byte from the text in which a database keeps them, short form or long."""

from concert_chassis.bus.header_text import headers_from_text, headers_text
from concert_contracts.canonical import HEADER_NAMES
from hypothesis import given
from hypothesis import strategies as st

names = st.one_of(st.sampled_from(HEADER_NAMES), st.lists(st.text(max_size=8), max_size=5).map(tuple))


@given(
    names.flatmap(
        lambda known: st.tuples(*(st.tuples(st.just(name), st.binary(max_size=6)) for name in known))
    )
)
def test_what_is_kept_comes_back(headers: tuple[tuple[str, bytes], ...]) -> None:
    kept = headers_text(headers)
    assert "\x00" not in kept
    assert headers_from_text(kept) == headers


def test_our_own_headers_take_the_short_form() -> None:
    headers = tuple((name, b"value") for name in HEADER_NAMES[-1])
    assert headers_text(headers).startswith(f"{len(HEADER_NAMES) - 1}\nvalue\n")
