"""The rules that every event of the vocabulary keeps, whoever adds it."""

from datetime import timedelta

import pytest
from concert_contracts.codec import from_structured, to_structured
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.external import IntervalReported
from concert_contracts.malformed import MalformedEvent
from concert_contracts.streams import STREAMS
from concert_contracts.vocabulary import EVENTS, event_classes, find_event_class
from pydantic import ValidationError

each_event = pytest.mark.parametrize("event_class", EVENTS, ids=lambda event: event.__name__)


@each_event
def test_a_wire_name_says_owner_and_class_and_version(event_class: type[Event]) -> None:
    module = event_class.__module__.removeprefix("concert_contracts.")
    assert f"concert.{module}.{event_class.__name__}.v1" == event_class.WIRE_NAME
    assert event_class.owner() == module
    assert find_event_class(event_class.WIRE_NAME) is event_class


@each_event
def test_an_event_is_kept_on_a_stream_of_its_owner_and_has_the_key_that_orders_it(
    event_class: type[Event],
) -> None:
    assert event_class.STREAM in STREAMS
    assert event_class.STREAM.owner == event_class.owner()
    assert event_class.STREAM.key_field in event_class.model_fields


@each_event
def test_an_event_tells_a_stranger_why_it_matters(event_class: type[Event]) -> None:
    assert len((event_class.__doc__ or "").splitlines()[0]) > 40


@each_event
def test_the_example_is_read_and_written_again_without_loss(event_class: type[Event]) -> None:
    envelope = from_structured(example_of(event_class))
    event = envelope.event()
    assert type(event) is event_class
    assert envelope.partitionkey == event.key
    assert from_structured(to_structured(envelope)) == envelope
    assert event_class.read(event.data()) == event


@each_event
def test_no_event_is_named_after_what_it_does_not_say(event_class: type[Event]) -> None:
    assert not event_class.__name__.endswith(("Updated", "Changed", "Event", "Message"))


def test_no_wire_name_is_used_twice() -> None:
    assert len(event_classes()) == len(EVENTS)


def test_every_stream_can_be_replayed_for_a_week_and_carries_something() -> None:
    assert all(stream.retention >= timedelta(days=7) for stream in STREAMS)
    assert {event.STREAM for event in EVENTS} == set(STREAMS)
    assert all(stream.name.startswith(f"{stream.owner}.") for stream in STREAMS)


def interval(**changes: object) -> dict[str, object]:
    return {
        "queue": "sales",
        "started_at": "2025-04-07T08:30:00Z",
        "interval_s": 900,
        "offered": 3,
        **changes,
    }


def test_a_reader_ignores_what_a_later_writer_added_at_every_depth() -> None:
    event_class = event_classes()["concert.campaign.CampaignAnnounced.v1"]
    envelope = from_structured(example_of(event_class))
    wider = envelope.data.replace(b'"wave":1', b'"wave":1,"weather":"rain"').replace(
        b"{", b'{"added":[1],', 1
    )
    assert wider.count(b"weather") == 1
    assert event_class.read(wider) == envelope.event()


def test_a_writer_may_not_say_what_was_not_agreed() -> None:
    with pytest.raises(ValidationError, match="weather"):
        IntervalReported.model_validate(interval(weather="rain"))


def test_an_event_cannot_be_changed_once_said() -> None:
    event = IntervalReported.read(interval())
    with pytest.raises(ValidationError, match="frozen"):
        event.offered = 4  # type: ignore[misc]  # the refusal is the point


def test_a_misfit_is_named_by_its_json_pointer() -> None:
    example = from_structured(example_of(event_classes()["concert.campaign.CampaignAnnounced.v1"]))
    broken = example.data.replace(b'"size":110000', b'"size":-1')
    with pytest.raises(MalformedEvent) as refused:
        example.event().read(broken)
    assert list(refused.value.pointers) == ["/terms/waves/0/size"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"offered": "3"}, "/offered"),
        ({"offered": -1}, "/offered"),
        ({"offered": 2.5}, "/offered"),
        ({"offered": True}, "/offered"),
        ({"offered": 10**12}, "/offered"),
        ({"queue": ""}, "/queue"),
        ({"queue": "q" * 121}, "/queue"),
        ({"queue": "a\x00b"}, "/queue"),
        ({"started_at": "2025-04-07T08:30:00"}, "/started_at"),
        ({"started_at": 1744014600}, "/started_at"),
        ({"interval_s": 60}, "/interval_s"),
        ({"handle_time_s": 1e400}, ""),
        ({"answered_within": 3}, ""),
    ],
)
def test_hostile_values_are_refused_where_they_stand(changes: dict[str, object], pointer: str) -> None:
    endless = b"""{"queue":"s","started_at":"2025-04-07T08:30:00Z","interval_s":900,"offered":3,
    "handle_time_s":1e400}"""
    with pytest.raises(MalformedEvent) as refused:
        IntervalReported.read(endless if "handle_time_s" in changes else interval(**changes))
    assert pointer in refused.value.pointers or "handle_time_s" in changes
