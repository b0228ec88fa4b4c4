"""Who says what to whom, as a page and a picture for people: docs/event-map.md."""

from collections.abc import Mapping, Sequence

from concert_contracts.event import Event
from concert_contracts.streams import STREAMS
from concert_contracts.vocabulary import EVENTS

Consumers = Mapping[str, Sequence[type[Event]]]
"""Service name (`staffing-svc`) -> the events it reacts to, in its own order."""


def event_map(consumers: Consumers) -> str:
    """The whole page, the same for the same vocabulary and consumers."""
    return "\n".join(
        [
            "# Event map",
            "",
            "Generated from the vocabulary and each service's reactions. Do not edit: `make contracts`.",
            "",
            *picture(consumers),
            "",
            "## Events",
            "",
            *_table(consumers),
            "",
            "## Streams",
            "",
            *_streams(),
            "",
        ]
    )


def picture(consumers: Consumers) -> list[str]:
    """A mermaid flowchart: an arrow for each pair of speaker and listener, labelled with what is said."""
    lines = ["```mermaid", "flowchart LR"]
    lines += [f"  {_node(name)}[{name}]" for name in _places(consumers)]
    for owner in _owners():
        for listener in sorted(consumers):
            heard = [
                event.__name__ for event in EVENTS if event.owner() == owner and event in consumers[listener]
            ]
            if heard:
                lines.append(f'  {_node(place_of(owner))} -- "{"<br/>".join(heard)}" --> {_node(listener)}')
    return [*lines, "```"]


def place_of(owner: str) -> str:
    """Where an owner's events come from: `campaign` -> `campaign-svc`, `external` -> `outside systems`."""
    return "outside systems" if owner == "external" else f"{owner}-svc"


def _table(consumers: Consumers) -> list[str]:
    lines = ["| event | why it matters | stream | emitted by | consumed by |", "|---|---|---|---|---|"]
    for event in EVENTS:
        heard_by = sorted(name for name, events in consumers.items() if event in events)
        lines.append(
            f"| {event.__name__} | {_first_sentence(event)} | `{event.STREAM.name}` "
            f"| {place_of(event.owner())} | {', '.join(heard_by) or 'nobody yet'} |"
        )
    return lines


def _streams() -> list[str]:
    lines = ["| stream | owner | key | kept | partitions |", "|---|---|---|---|---|"]
    return lines + [
        f"| `{stream.name}` | {stream.owner} | `{stream.key_field}` "
        f"| {stream.retention.days} days | {stream.partitions} |"
        for stream in STREAMS
    ]


def _places(consumers: Consumers) -> list[str]:
    return sorted({place_of(owner) for owner in _owners()} | set(consumers))


def _owners() -> list[str]:
    return list(dict.fromkeys(event.owner() for event in EVENTS))


def _node(place: str) -> str:
    return place.replace("-", "_").replace(" ", "_")


def _first_sentence(event: type[Event]) -> str:
    return (event.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")
