"""The short way reads and writes exactly what the long way does, on good records and on broken ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from concert_contracts import canonical, codec
from concert_contracts.campaign import CampaignCancelled
from concert_contracts.envelope import Envelope
from concert_contracts.malformed import WireRefusal
from concert_contracts.vocabulary import EVENTS
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2025, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

Record = tuple[bytes | None, bytes | None, tuple[tuple[str, bytes], ...]]


def an_envelope(**changed: object) -> Envelope:
    event = CampaignCancelled(
        campaign_id=UUID(int=7), version=2, cancelled_at=NOW, reason="kein Budget: Ärger ✓"
    )
    envelope = Envelope.carrying(
        event,
        id=UUID("01955135-7c00-7000-8000-000000000001"),
        source="/concert/campaign-svc",
        time=NOW,
        recordedtime=NOW + timedelta(seconds=1),
        correlationid="a story",
        causationid="a cause",
        sequence=5,
    )
    return replace(envelope, **changed)  # type: ignore[arg-type] # the fields are named by the tests


def outcome(read: object, record: Record) -> object:
    assert callable(read)
    try:
        return read(*record)
    except WireRefusal as refused:
        return type(refused), str(refused), refused.field


VARIANTS = [
    an_envelope(),
    an_envelope(expirytime=NOW + timedelta(minutes=5)),
    an_envelope(traceparent=TRACE),
    an_envelope(expirytime=NOW, traceparent=TRACE),
    an_envelope(time=NOW.replace(microsecond=0)),
    an_envelope(subject="Ünïcode ✓"),
    an_envelope(type="concert.campaign.Unheard.v1"),
    an_envelope(type="concert.external.ContactEnded.v1"),
]


@pytest.mark.parametrize("envelope", VARIANTS)
def test_both_ways_write_the_same(envelope: Envelope) -> None:
    key, value, headers = codec.to_kafka(replace(envelope, sequence=9))
    assert canonical.write_record(envelope, sequence=9) == (key, value, tuple(headers))


@pytest.mark.parametrize("envelope", VARIANTS)
def test_both_ways_read_the_same(envelope: Envelope) -> None:
    record = canonical.write_record(envelope, sequence=9)
    assert canonical.read_record(*record) == codec.from_kafka(*record) == replace(envelope, sequence=9)


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": ""},
        {"subject": "a\nb"},
        {"partitionkey": "a\x7fb"},
        {"source": "not a uri"},
        {"traceparent": "broken"},
        {"data": b"[]"},
        {"data": b'{"a": "\\u0000"}'},
        {"correlationid": "x" * 3000},
        {"time": NOW.replace(tzinfo=None)},
    ],
)
def test_both_ways_refuse_to_write_the_same(changed: dict[str, object]) -> None:
    envelope = an_envelope(**changed)

    def long(envelope: Envelope) -> object:
        return codec.to_kafka(replace(envelope, sequence=9))[1]

    def short(envelope: Envelope) -> object:
        return canonical.write_record(envelope, sequence=9)[1]

    assert outcome(short, (envelope,)) == outcome(long, (envelope,))  # type: ignore[arg-type] # one argument here


def test_every_event_of_the_vocabulary_may_take_the_short_way() -> None:
    for event in EVENTS:
        record = canonical.write_record(an_envelope(type=event.WIRE_NAME), sequence=1)
        assert canonical.read_record(*record) == codec.from_kafka(*record)


@st.composite
def broken_records(draw: st.DrawFn) -> Record:
    """A good record with one thing wrong, or only different."""
    key, value, headers = canonical.write_record(draw(st.sampled_from(VARIANTS)), sequence=3)
    at = draw(st.integers(0, len(headers) - 1))
    name, content = headers[at]
    junk = st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [b"", b"1.0", b"2025-02-30T09:00:00Z", b"2025-03-01t09:00:00+01:00", b"9" * 20, b"\n", b"a b"]
        ),
    )
    what = draw(st.sampled_from(["content", "append", "drop", "twice", "swap", "name", "value", "key"]))
    if what == "value":
        return (
            key,
            draw(st.sampled_from([None, b"", b"[]", b'{"a":NaN}', b'{"a":"\\u0000"}', b"\xff"])),
            headers,
        )
    if what == "key":
        return draw(st.sampled_from([None, b"", b"other", b"\xff"])), value, headers
    other = {
        "content": ((name, draw(junk)),),
        "append": ((name, content + draw(junk)),),
        "drop": (),
        "twice": ((name, content), (name, content)),
        "swap": ((name, headers[at - 1][1]),),
        "name": ((draw(st.sampled_from([name.upper(), "ce_more", "x-other", "ce_Bad"])), content),),
    }[what]
    return key, value, (*headers[:at], *other, *headers[at + 1 :])


@settings(max_examples=300, deadline=None)
@given(broken_records())
def test_both_ways_say_the_same_about_broken_records(record: Record) -> None:
    assert outcome(canonical.read_record, record) == outcome(codec.from_kafka, record)
