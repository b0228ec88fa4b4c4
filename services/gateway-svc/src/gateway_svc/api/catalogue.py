"""The catalogue: every event with its owner, stream, meaning, schema and an example."""

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router
from concert_chassis.pages import Page, PageDep
from concert_contracts.event import Event
from concert_contracts.example import example_of
from concert_contracts.malformed import UnknownEventType
from concert_contracts.schema import schema_of
from concert_contracts.vocabulary import event_classes, find_event_class
from pydantic import JsonValue
from pydantic_core import from_json

catalogue = Router(prefix="/v1/event-types", tags=["catalogue"])


class EventType(ResponseBody):
    type: str
    owner: str
    stream: str
    key_field: str
    meaning: str


class EventTypeInFull(EventType):
    """`data_schema` is JSON Schema 2020-12 of the data; `example` a whole event in structured mode."""

    data_schema: dict[str, JsonValue]
    example: dict[str, JsonValue]


@catalogue.get("")
async def list_event_types(page: PageDep) -> Page[EventType]:
    """All events, in the order in which things happen to the business."""
    every = list(event_classes().values())
    first = page.after(int) or 0
    rows = range(first, min(first + page.fetch, len(every)))
    return page.page(rows, key=lambda index: index + 1, shown=lambda index: EventType(**_named(every[index])))


@catalogue.get("/{event_type}")
async def get_event_type(event_type: str) -> EventTypeInFull:
    """One event with its schema and an example."""
    found = find_event_class(event_type)
    if found is None:
        raise UnknownEventType(f"{event_type!r} is not in the catalogue", field="/event_type")
    return EventTypeInFull(
        **_named(found), data_schema=schema_of(found), example=from_json(example_of(found))
    )


def _named(event: type[Event]) -> dict[str, str]:
    return {
        "type": event.WIRE_NAME,
        "owner": event.owner(),
        "stream": event.STREAM.name,
        "key_field": event.STREAM.key_field,
        "meaning": (event.__doc__ or "").strip().partition("\n")[0],
    }
