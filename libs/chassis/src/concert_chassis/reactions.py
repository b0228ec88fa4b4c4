"""A reaction is a function of a transaction and an event; the event's type annotation is the subscription."""

import inspect
import typing
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concert_contracts.event import Event
from concert_contracts.streams import Stream

Reaction = Callable[..., Awaitable[None]]
"""`async def on_x(tx: Transaction, event: X)`, or `(tx, events: Sequence[X])` for hot streams."""


class NotAReaction(TypeError):
    """The function's second parameter is not annotated with an event or a Sequence of one."""


@dataclass(frozen=True, slots=True)
class ReactionEntry:
    event: type[Event]
    function: Reaction
    takes_many: bool


def reactions_table(functions: Iterable[Reaction]) -> dict[str, ReactionEntry]:
    """By wire name; two reactions to one event are refused, because they would commit and fail as one."""
    table: dict[str, ReactionEntry] = {}
    for function in functions:
        entry = _entry(function)
        wire_name = entry.event.WIRE_NAME
        if wire_name in table:
            raise NotAReaction(
                f"{_name(function)} and {_name(table[wire_name].function)} both react to {wire_name}"
            )
        table[wire_name] = entry
    return table


def streams_of(table: Mapping[str, ReactionEntry]) -> tuple[Stream, ...]:
    """The streams that must be read for these reactions, each once."""
    return tuple(dict.fromkeys(entry.event.STREAM for entry in table.values()))


def _entry(function: Reaction) -> ReactionEntry:
    parameters = list(inspect.signature(function).parameters)
    if len(parameters) != 2:
        raise NotAReaction(f"{_name(function)} must take a transaction and an event")
    annotation: Any = typing.get_type_hints(function).get(parameters[1])
    takes_many = typing.get_origin(annotation) is Sequence
    event = typing.get_args(annotation)[0] if takes_many else annotation
    if not (inspect.isclass(event) and issubclass(event, Event)):
        raise NotAReaction(f"the second parameter of {_name(function)} must be annotated with an event")
    return ReactionEntry(event, function, takes_many)


def _name(function: Reaction) -> str:
    return getattr(function, "__qualname__", repr(function))
