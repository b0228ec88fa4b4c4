"""The checker against generated messages: what it calls readable, jsonschema-rs reads."""

from typing import cast

from concert_contracts.containment import unreadable
from concert_contracts.schema import Schema, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from pydantic import JsonValue

SMALL = st.integers(0, 3)


@st.composite
def numbers(draw: st.DrawFn) -> Schema:
    schema: Schema = {"type": draw(st.sampled_from(["integer", "number"]))}
    low = draw(SMALL)
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["minimum", "exclusiveMinimum"]))] = low
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["maximum", "exclusiveMaximum"]))] = low + 2 + draw(SMALL)
    return schema


@st.composite
def texts(draw: st.DrawFn) -> Schema:
    schema: Schema = {"type": "string"}
    low = draw(SMALL)
    if draw(st.booleans()):
        schema["minLength"] = low
    if draw(st.booleans()):
        schema["maxLength"] = low + draw(SMALL)
    return schema


@st.composite
def objects(draw: st.DrawFn, members: st.SearchStrategy[Schema]) -> Schema:
    names = draw(st.lists(st.sampled_from("abc"), unique=True, min_size=1))
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: draw(members) for name in names},
        "required": [name for name in names if draw(st.booleans())],
    }


def arrays(members: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(
        lambda items, low, more: {"type": "array", "items": items, "minItems": low, "maxItems": low + more},
        members,
        st.integers(0, 1),
        st.integers(0, 2),
    )


def alternatives(members: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(lambda one: {"anyOf": [one, {"type": "null"}]}, members)


VALUES: st.SearchStrategy[JsonValue] = st.one_of(
    st.integers(0, 2), st.sampled_from(["", "x", "yy"]), st.none()
)
LEAVES: st.SearchStrategy[Schema] = st.one_of(
    numbers(),
    texts(),
    st.lists(VALUES, min_size=1, max_size=3, unique_by=repr).map(lambda values: {"enum": values}),
    st.sampled_from(["boolean", "null"]).map(lambda kind: {"type": kind}),
)
SCHEMAS: st.SearchStrategy[Schema] = st.recursive(
    LEAVES, lambda inner: st.one_of(objects(inner), arrays(inner), alternatives(inner)), max_leaves=3
)


_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}


@st.composite
def changed(draw: st.DrawFn, schema: Schema) -> Schema:
    """A small change somewhere in a schema: most pairs stay close, so that both verdicts are common."""
    if draw(st.integers(0, 7)) == 7:
        return draw(LEAVES)
    new = dict(schema)
    if "properties" in new:
        members = cast(dict[str, Schema], new["properties"])
        name = draw(st.sampled_from([*members]))
        new["properties"] = {**members, name: draw(changed(members[name])), "d": draw(LEAVES)}
        new["required"] = [draw(st.sampled_from([*members]))] if draw(st.booleans()) else schema["required"]
    elif "items" in new:
        new["items"] = draw(changed(cast(Schema, new["items"])))
    elif "anyOf" in new:
        new["anyOf"] = [*cast(list[JsonValue], new["anyOf"]), draw(LEAVES)]
    elif "enum" in new:
        new["enum"] = [*cast(list[JsonValue], new["enum"]), draw(VALUES)]
    elif bounds := _BOUNDS.get(cast(str, new["type"])):
        key = draw(st.sampled_from(bounds))
        new[key] = max(0, cast(int, new.get(key, 1)) + draw(st.sampled_from([1, -1])))
    return new


def _guesses(schema: Schema) -> st.SearchStrategy[JsonValue]:
    if "enum" in schema:
        return st.sampled_from(cast(list[JsonValue], schema["enum"]))
    if "anyOf" in schema:
        return st.one_of(*(_guesses(branch) for branch in cast(list[Schema], schema["anyOf"])))
    kind = schema["type"]
    if kind == "object":
        members = cast(dict[str, Schema], schema["properties"])
        required = cast(list[str], schema["required"])
        optional = {name: _guesses(member) for name, member in members.items() if name not in required}
        needed = {name: _guesses(members.get(name, {"type": "null"})) for name in required}
        return st.fixed_dictionaries(needed, optional=optional).map(lambda drawn: cast(JsonValue, drawn))
    if kind == "array":
        return st.lists(_guesses(cast(Schema, schema["items"])), max_size=3).map(
            lambda drawn: cast(JsonValue, drawn)
        )
    plain: dict[str, st.SearchStrategy[JsonValue]] = {
        "integer": st.integers(0, 7),
        "number": st.integers(-1, 14).map(lambda halves: halves / 2),
        "string": st.integers(0, 7).map(lambda length: "x" * length),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain[cast(str, kind)]


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_what_is_called_readable_is_read(data: st.DataObject) -> None:
    writer = data.draw(SCHEMAS)
    reader = data.draw(changed(writer))
    for one, other in ((writer, reader), (reader, writer)):
        if not unreadable(writer=one, reader=other):
            read = Draft202012Validator(opened(other))
            written = data.draw(st.lists(_guesses(one), min_size=6, max_size=9))
            kept = [message for message in written if Draft202012Validator(one).is_valid(message)]
            assert all(read.is_valid(message) for message in kept)


@given(SCHEMAS)
@settings(max_examples=100, deadline=None)
def test_every_schema_reads_what_it_writes(schema: Schema) -> None:
    assert unreadable(writer=schema, reader=schema) == []


PLAIN: list[JsonValue] = [*(halves / 2 for halves in range(-4, 20)), *("x" * length for length in range(9))]


@given(st.one_of(numbers(), texts()), st.one_of(numbers(), texts()))
@settings(max_examples=400, deadline=None)
def test_for_numbers_and_texts_the_verdict_is_exact(writer: Schema, reader: Schema) -> None:
    written = [message for message in PLAIN if Draft202012Validator(writer).is_valid(message)]
    read = Draft202012Validator(opened(reader))
    assert (unreadable(writer=writer, reader=reader) == []) == all(
        read.is_valid(message) for message in written
    )
