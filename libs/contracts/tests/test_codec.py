"""The CloudEvents codec: what goes out comes back, and what is wrong is refused by name."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from concert_contracts.campaign import CampaignAnnounced
from concert_contracts.codec import (
    KafkaHeaders,
    from_batch,
    from_kafka,
    from_structured,
    to_batch,
    to_kafka,
    to_structured,
)
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import IntervalReported
from concert_contracts.http_codec import from_http, to_http_batch, to_http_binary, to_http_structured
from concert_contracts.malformed import (
    EventTooLarge,
    InvalidAttribute,
    InvalidData,
    MissingAttribute,
    UnknownAttribute,
    UnknownEventType,
    UnsupportedContentType,
    UnsupportedSpecVersion,
    WireRefusal,
)
from concert_contracts.schema import schema_guid
from concert_contracts.staffing import VolumeSurge
from concert_contracts.vocabulary import EVENTS
from hypothesis import given, settings
from hypothesis import strategies as st

each_event = pytest.mark.parametrize("event_class", EVENTS, ids=lambda event: event.__name__)

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=40)


def announced(**changes: object) -> Envelope:
    return replace(from_structured(example_of(CampaignAnnounced)), **changes)  # type: ignore[arg-type]  # any field


def record(**changes: bytes | None) -> tuple[bytes, bytes, KafkaHeaders]:
    """A good record with attributes replaced, or taken away by None."""
    key, value, headers = to_kafka(announced())
    kept = [(name, text) for name, text in headers if name not in changes]
    return key, value, kept + [(name, text) for name, text in changes.items() if text is not None]


@each_event
def test_every_example_survives_every_encoding(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    assert from_kafka(*to_kafka(envelope)) == envelope
    assert from_structured(to_structured(envelope)) == envelope
    for headers, body in (to_http_binary(envelope), to_http_structured(envelope)):
        assert from_http(headers.items(), body) == [envelope]
    headers, body = to_http_batch([envelope, envelope])
    assert from_http(headers.items(), body) == [envelope, envelope]


@given(
    subject=TEXTS,
    key=TEXTS,
    story=TEXTS,
    sequence=st.integers(0, 2**63 - 1),
    moment=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
)
@settings(max_examples=60)
def test_any_text_survives_every_encoding(
    subject: str, key: str, story: str, sequence: int, moment: datetime
) -> None:
    envelope = announced(
        subject=subject, partitionkey=key, correlationid=story, sequence=sequence, time=moment
    )
    assert from_kafka(*to_kafka(envelope)) == envelope
    assert from_structured(to_structured(envelope)) == envelope
    headers, body = to_http_binary(envelope)
    assert all(" " <= letter <= "~" for value in headers.values() for letter in value)
    assert from_http(headers.items(), body) == [envelope]


def test_a_record_has_the_headers_that_three_kinds_of_reader_look_for() -> None:
    envelope = announced()
    key, value, headers = to_kafka(envelope)
    told = dict(headers)
    assert len(told) == len(headers)
    assert key == told["ce_partitionkey"] == str(envelope.partitionkey).encode()
    assert json.loads(value)["campaign_id"] == envelope.partitionkey
    assert told["content-type"] == b"application/json"
    assert told["ce_sequence"] == b"00000000000000000001"
    assert told["traceparent"] == told["ce_traceparent"]
    assert told["__value_schema_id"] == b"\x01" + schema_guid(CampaignAnnounced).bytes


def test_times_are_written_in_utc() -> None:
    berlin = datetime(2025, 4, 7, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    _, _, headers = to_kafka(announced(time=berlin))
    assert dict(headers)["ce_time"] == b"2025-04-07T08:30:00Z"


def test_a_time_without_offset_is_not_written() -> None:
    with pytest.raises(InvalidAttribute, match="offset"):
        to_kafka(announced(time=datetime(2025, 4, 7)))


ALWAYS = [
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "dataschema",
    "partitionkey",
    "correlationid",
    "causationid",
    "recordedtime",
    "sequence",
]


@pytest.mark.parametrize("name", ALWAYS)
def test_an_attribute_that_is_missing_is_named_and_never_invented(name: str) -> None:
    _, value, headers = record(**{f"ce_{name}": None})
    with pytest.raises(MissingAttribute) as refused:
        from_kafka(None, value, headers)
    assert refused.value.field == name


def test_the_key_of_a_record_stands_for_its_partition_key() -> None:
    key, value, headers = record(ce_partitionkey=None)
    assert from_kafka(key, value, headers) == announced()


def test_a_record_under_another_key_than_its_own_is_refused() -> None:
    _, value, headers = record()
    with pytest.raises(InvalidAttribute, match="key of the record"):
        from_kafka(b"another", value, headers)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"subject": ""}, MissingAttribute),
        ({"subject": "a\nb"}, InvalidAttribute),
        ({"correlationid": "\ud800"}, InvalidAttribute),
        ({"partitionkey": "k" * 3000}, InvalidAttribute),
        ({"sequence": -1}, InvalidAttribute),
    ],
)
def test_what_could_not_be_read_is_not_written(
    changes: dict[str, object], refusal: type[WireRefusal]
) -> None:
    for write in (to_kafka, to_structured, to_http_binary):
        with pytest.raises(refusal) as refused:
            write(announced(**changes))
        assert refused.value.field == next(iter(changes))


@pytest.mark.parametrize(
    ("header", "text", "refusal"),
    [
        ("ce_specversion", b"0.3", UnsupportedSpecVersion),
        ("ce_id", b"A234-1234", InvalidAttribute),
        ("ce_id", b"\xff\xfe", InvalidAttribute),
        ("ce_source", b"not a uri", InvalidAttribute),
        ("ce_time", b"2025-04-07T08:30:00", InvalidAttribute),
        ("ce_time", b"2025-13-07T08:30:00Z", InvalidAttribute),
        ("ce_time", b"2025-04-07T08:30:60Z", InvalidAttribute),
        ("ce_time", b"yesterday", InvalidAttribute),
        ("ce_time", b"0001-01-01T00:00:00+23:59", InvalidAttribute),
        ("ce_time", "٢٠٢٥-04-07T08:30:00Z".encode(), InvalidAttribute),
        ("ce_sequence", b"-1", InvalidAttribute),
        ("ce_sequence", b"99999999999999999999", InvalidAttribute),
        ("ce_subject", b"a\x00b", InvalidAttribute),
        ("ce_subject", b"", MissingAttribute),
        ("ce_subject", b"s" * 3000, InvalidAttribute),
        ("ce_expirytime", b"soon", InvalidAttribute),
        ("ce_Type", b"x", UnknownAttribute),
        ("CE_type", b"x", UnknownAttribute),
        ("ce_my-extension", b"x", UnknownAttribute),
        ("ce_", b"x", UnknownAttribute),
        ("content-type", b"application/avro", UnsupportedContentType),
        ("content-type", b"application/cloudevents+avro", UnsupportedContentType),
        ("content-type", b"application/cloudevents-batch+json", UnsupportedContentType),
    ],
)
def test_a_bad_attribute_is_refused_by_name(header: str, text: bytes, refusal: type[WireRefusal]) -> None:
    with pytest.raises(refusal) as refused:
        from_kafka(*record(**{header: text}))
    assert refused.value.field is not None


def test_an_attribute_given_twice_is_refused() -> None:
    key, value, headers = record()
    with pytest.raises(InvalidAttribute, match="twice"):
        from_kafka(key, value, [*headers, ("ce_id", b"x")])


def test_an_extension_of_another_system_is_let_pass() -> None:
    assert from_kafka(*record(ce_tracestate=b"vendor=1")) == announced()


def test_a_broken_trace_does_not_cost_the_event() -> None:
    assert from_kafka(*record(ce_traceparent=b"nonsense")) == announced(traceparent=None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"a": NaN}',
        b"\xff\xfe",
        b'{"a": "\xc3("}',
        b'{"a": "x\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"a":' * 5000,
    ],
)
def test_data_that_are_no_json_object_are_refused(value: bytes | None) -> None:
    key, _, headers = record()
    with pytest.raises(InvalidData):
        from_kafka(key, value, headers)


def test_an_escaped_backslash_before_u0000_is_only_text() -> None:
    key, _, headers = record()
    assert from_kafka(key, b'{"a": "\\\\u0000"}', headers).data == b'{"a": "\\\\u0000"}'


def test_an_event_of_more_than_a_mebibyte_is_neither_read_nor_written() -> None:
    large = b'{"a": "' + b"x" * 1024 * 1024 + b'"}'
    key, _, headers = record()
    with pytest.raises(EventTooLarge):
        from_kafka(key, large, headers)
    with pytest.raises(EventTooLarge):
        to_kafka(announced(data=large))
    with pytest.raises(EventTooLarge):
        from_structured(large)


def test_a_batch_may_hold_many_events_but_not_endlessly_many() -> None:
    headers, body = to_http_batch([announced()] * 500)
    assert len(from_http(headers.items(), body)) == 500
    with pytest.raises(EventTooLarge, match="batch"):
        from_http(headers.items(), b"[" + b" " * 16 * 1024 * 1024 + b"]")


def test_a_structured_record_is_read_too() -> None:
    envelope = announced()
    assert (
        from_kafka(
            None, to_structured(envelope), [("content-type", b"application/cloudevents+json; charset=utf-8")]
        )
        == envelope
    )


def test_data_may_come_as_base64() -> None:
    document = json.loads(to_structured(announced()))
    document["data_base64"] = base64.b64encode(json.dumps(document.pop("data")).encode()).decode()
    assert from_structured(json.dumps(document).encode()).event() == announced().event()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"data_base64": "e30="}, InvalidData),
        ({"data": None}, InvalidData),
        ({"data": [1]}, InvalidData),
        ({"subject": {"a": 1}}, InvalidAttribute),
        ({"subject": 1.5}, InvalidAttribute),
        ({"subject": "\ud800"}, InvalidData),
        ({"Subject": "x"}, UnknownAttribute),
        ({"id": None}, MissingAttribute),
        ({"datacontenttype": "text/xml"}, UnsupportedContentType),
    ],
)
def test_a_bad_document_is_refused(changes: dict[str, object], refusal: type[WireRefusal]) -> None:
    document = {**json.loads(to_structured(announced())), **changes}
    with pytest.raises(refusal):
        from_structured(json.dumps(document).encode())


def test_one_bad_event_refuses_its_batch() -> None:
    batch = json.loads(to_batch([announced(), announced()]))
    del batch[1]["time"]
    with pytest.raises(MissingAttribute, match="time"):
        from_batch(json.dumps(batch).encode())
    with pytest.raises(InvalidData):
        from_batch(b"{}")


def test_http_headers_are_percent_encoded_as_the_binding_asks() -> None:
    headers, _ = to_http_binary(announced(subject='Euro € 😀 "100 %"'))
    assert headers["ce-subject"] == "Euro%20%E2%82%AC%20%F0%9F%98%80%20%22100%20%25%22"


@pytest.mark.parametrize(
    ("written", "read"), [('"a b"', "a b"), ("a%20b", "a b"), ('"a\\"b"', 'a"b'), ("a/b;c", "a/b;c")]
)
def test_http_headers_of_older_senders_are_read(written: str, read: str) -> None:
    headers, body = to_http_binary(announced())
    assert from_http((headers | {"ce-subject": written}).items(), body) == [announced(subject=read)]


@pytest.mark.parametrize("written", ["100%", "%zz", "%ff"])
def test_a_broken_escape_is_refused(written: str) -> None:
    headers, body = to_http_binary(announced())
    with pytest.raises(InvalidAttribute) as refused:
        from_http((headers | {"ce-subject": written}).items(), body)
    assert refused.value.field == "subject"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/cloudevents+xml"])
def test_a_body_of_another_content_type_is_refused(content_type: str) -> None:
    headers, body = to_http_binary(announced())
    with pytest.raises(UnsupportedContentType):
        from_http((headers | {"content-type": content_type}).items(), body)


MINIMAL = [
    ("content-type", b"application/json"),
    ("ce_specversion", b"1.0"),
    ("ce_id", b"acd-77-113"),
    ("ce_source", b"/telephony/acd1"),
    ("ce_type", b"concert.external.IntervalReported.v1"),
    ("ce_time", b"2025-04-07T08:45:00Z"),
]
INTERVAL = b'{"queue":"sales","started_at":"2025-04-07T08:30:00Z","interval_s":900,"offered":3}'


def test_an_outside_system_owes_only_what_it_alone_can_know() -> None:
    envelope = from_kafka(None, INTERVAL, MINIMAL)
    assert isinstance(envelope.event(), IntervalReported)
    assert (envelope.partitionkey, envelope.subject, envelope.sequence) == ("sales", "sales", 0)
    assert envelope.correlationid == envelope.causationid == str(envelope.id)
    assert envelope.recordedtime == envelope.time == datetime(2025, 4, 7, 8, 45, tzinfo=UTC)


def test_an_outside_id_is_the_same_uuid_each_time_and_another_for_another_source() -> None:
    other = [(name, b"/telephony/acd2" if name == "ce_source" else text) for name, text in MINIMAL]
    first, again, elsewhere = (
        from_kafka(None, INTERVAL, headers).id for headers in (MINIMAL, MINIMAL, other)
    )
    assert first == again != elsewhere
    uuid = UUID("019547d2-6a31-7c40-9b0e-5f6d2a9c1e77")
    own = [(name, str(uuid).encode() if name == "ce_id" else text) for name, text in MINIMAL]
    assert from_kafka(None, INTERVAL, own).id == uuid


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type", "ce_time"])
def test_not_even_an_outside_system_is_spared_id_source_type_and_time(name: str) -> None:
    with pytest.raises(MissingAttribute) as refused:
        from_kafka(None, INTERVAL, [header for header in MINIMAL if header[0] != name])
    assert refused.value.field == name.removeprefix("ce_")


def test_an_unknown_type_travels_but_cannot_be_opened() -> None:
    envelope = from_kafka(*record(ce_type=b"concert.campaign.CampaignForgotten.v1"))
    with pytest.raises(UnknownEventType, match="CampaignForgotten"):
        envelope.event()


def test_a_surge_of_yesterday_has_expired_and_a_campaign_has_not() -> None:
    surge = from_structured(example_of(VolumeSurge))
    assert not surge.expired(surge.time + timedelta(hours=3))
    assert surge.expired(surge.time + timedelta(hours=4))
    assert not announced().expired(datetime(2099, 1, 1, tzinfo=UTC))


def test_an_envelope_takes_from_the_event_what_follows_from_it() -> None:
    surge = from_structured(example_of(VolumeSurge))
    again = Envelope.carrying(
        surge.event(),
        id=surge.id,
        source=surge.source,
        subject=surge.subject,
        time=surge.time,
        recordedtime=surge.recordedtime,
        correlationid=surge.correlationid,
        causationid=surge.causationid,
        sequence=surge.sequence,
        traceparent=surge.traceparent,
    )
    assert replace(again, data=b"") == replace(surge, data=b"")
    assert again.event() == surge.event()
