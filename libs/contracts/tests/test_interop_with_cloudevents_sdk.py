"""The official CloudEvents SDK reads what we write, and we read what it writes, in every mode."""

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from concert_contracts.attributes import attributes_of
from concert_contracts.codec import STRUCTURED, from_kafka, from_structured, to_kafka, to_structured
from concert_contracts.envelope import Envelope
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import OrderPlaced
from concert_contracts.http_codec import from_http, to_http_binary, to_http_structured
from concert_contracts.vocabulary import EVENTS

each_event = pytest.mark.parametrize("event_class", EVENTS, ids=lambda event: event.__name__)


def is_what_we_said(read: object, envelope: Envelope) -> None:
    """The SDK's event, attribute by attribute and datum by datum, is our envelope."""
    assert isinstance(read, CloudEvent)
    wanted: dict[str, object] = {**attributes_of(envelope), "time": envelope.time}
    assert dict(read.get_attributes()) == wanted
    assert read.get_data() == json.loads(envelope.data)


def as_the_sdk_holds_it(envelope: Envelope) -> CloudEvent:
    attributes: dict[str, object] = {**attributes_of(envelope), "time": envelope.time}
    return CloudEvent(attributes=attributes, data=json.loads(envelope.data))


def is_the_same_event(read: Envelope, envelope: Envelope) -> None:
    """JSON may be written with other spaces; everything else is equal, and so is the event."""
    assert attributes_of(read) == attributes_of(envelope)
    assert read.event() == envelope.event()


@each_event
def test_the_sdk_reads_our_records(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    key, value, headers = to_kafka(envelope)
    message = kafka.KafkaMessage(headers=dict(headers), key=key, value=value)
    is_what_we_said(kafka.from_kafka(message, JSONFormat(), CloudEvent), envelope)


@each_event
def test_we_read_the_sdks_records(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    message = kafka.to_binary_event(as_the_sdk_holds_it(envelope))
    key = message.key.encode() if isinstance(message.key, str) else message.key
    is_the_same_event(from_kafka(key, message.value, message.headers.items()), envelope)


@each_event
def test_we_read_the_sdks_structured_records(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    message = kafka.to_structured_event(as_the_sdk_holds_it(envelope))
    key = message.key.encode() if isinstance(message.key, str) else message.key
    is_the_same_event(from_kafka(key, message.value, message.headers.items()), envelope)


@each_event
def test_the_sdk_reads_our_requests(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    for headers, body in (to_http_binary(envelope), to_http_structured(envelope)):
        sent = {name: value for name, value in headers.items() if name != "traceparent"}
        is_what_we_said(http.from_http_event(http.HTTPMessage(headers=sent, body=body)), envelope)


@each_event
def test_we_read_the_sdks_requests(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    held = as_the_sdk_holds_it(envelope)
    for message in (http.to_binary_event(held), http.to_structured_event(held)):
        (read,) = from_http(message.headers.items(), message.body)
        is_the_same_event(read, envelope)


def test_the_sdk_reads_our_documents() -> None:
    envelope = from_structured(example_of(OrderPlaced))
    message = http.HTTPMessage(headers={"content-type": STRUCTURED}, body=to_structured(envelope))
    is_what_we_said(http.from_http_event(message), envelope)


def test_a_subject_beyond_ascii_survives_both_ways() -> None:
    held = as_the_sdk_holds_it(from_structured(example_of(OrderPlaced)))
    attributes = {**held.get_attributes(), "subject": 'Größe "100 %" 😀'}
    message = http.to_binary_event(CloudEvent(attributes=attributes, data=held.get_data()))
    (read,) = from_http(message.headers.items(), message.body)
    assert read.subject == 'Größe "100 %" 😀'
    headers, body = to_http_binary(read)
    again = http.from_http_event(http.HTTPMessage(headers=headers, body=body))
    assert again.get_subject() == 'Größe "100 %" 😀'


def test_an_outside_system_that_knows_only_the_sdk_is_heard() -> None:
    order = {
        "order_id": "SO-1",
        "placed_at": "2025-04-07T08:51:40Z",
        "revenue_minor": 4990,
        "currency": "EUR",
    }
    at = datetime(2025, 4, 7, 8, 51, 41, tzinfo=UTC)
    attributes = {
        "id": "shop-1",
        "source": "/shop",
        "type": OrderPlaced.WIRE_NAME,
        "specversion": "1.0",
        "time": at,
        "datacontenttype": "application/json",
    }
    message = kafka.to_binary_event(CloudEvent(attributes=attributes, data=order))
    read = from_kafka(None, message.value, message.headers.items())
    assert read.event() == OrderPlaced.read(order)
    assert (read.time, read.partitionkey) == (at, "SO-1")
