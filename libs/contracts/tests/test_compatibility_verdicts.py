"""The verdict table: kinds of change, each judged in both directions, and each "no" proved by a witness.

A witness is a message that the writer's schema allows and the reader's schema, opened, refuses; both are
asked of jsonschema-rs, not of our own checker.
"""

from typing import NamedTuple

import pytest
from concert_contracts.compatibility import compare
from concert_contracts.containment import unreadable
from concert_contracts.schema import Schema, opened
from jsonschema_rs import Draft202012Validator
from pydantic import JsonValue

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NULL: Schema = {"type": "null"}


def message(*required: str, **properties: JsonValue) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [*required],
    }


def one(schema: JsonValue) -> Schema:
    return message("a", a=schema)


def either(*schemas: JsonValue) -> Schema:
    return {"anyOf": [*schemas]}


class Change(NamedTuple):
    """A kind of change; a witness of None says that this direction stays readable."""

    kind: str
    old: Schema
    new: Schema
    old_message_the_new_cannot_read: JsonValue = None
    new_message_the_old_cannot_read: JsonValue = None


PART_OPEN: Schema = {**one({"$ref": "#/$defs/P"}), "$defs": {"P": message("x", x=TEXT)}}
PART_WIDER: Schema = {**one({"$ref": "#/$defs/P"}), "$defs": {"P": message("x", "y", x=TEXT, y=TEXT)}}
NUMBER: Schema = {"type": "number"}
TEXT_3: Schema = {**TEXT, "maxLength": 3}
TEXT_2: Schema = {**TEXT, "maxLength": 2}
STARTS_X: Schema = {**TEXT, "pattern": "^x"}
STARTS_Y: Schema = {**TEXT, "pattern": "^y"}
UUID_TEXT: Schema = {**TEXT, "format": "uuid"}
FROM_0: Schema = {**NUMBER, "minimum": 0}
ABOVE_0: Schema = {**NUMBER, "exclusiveMinimum": 0}
LIST: Schema = {"type": "array"}
TEXTS: Schema = {**LIST, "items": TEXT}
MAP_OF_TEXT: Schema = {"type": "object", "additionalProperties": TEXT}
MAP_OF_COUNT: Schema = {"type": "object", "additionalProperties": COUNT}
A_UUID = "019547d2-6a31-7c40-9b0e-5f6d2a9c1e77"
TREE: Schema = {"$ref": "#/$defs/T", "$defs": {"T": message(t={"$ref": "#/$defs/T"}, n=COUNT)}}
TREE_OF_TEXT: Schema = {"$ref": "#/$defs/T", "$defs": {"T": message(t={"$ref": "#/$defs/T"}, n=TEXT)}}

CHANGES = [
    Change("nothing changed", one(COUNT), one(COUNT)),
    Change("description changed", one(COUNT), one({**COUNT, "description": "contacts offered"})),
    Change("optional field added", message("a", a=TEXT), message("a", a=TEXT, b=COUNT)),
    Change("required field added", one(TEXT), message("a", "b", a=TEXT, b=COUNT), {"a": "x"}),
    Change("optional became required", message(a=TEXT), message("a", a=TEXT), {}),
    Change("field renamed", one(TEXT), message("b", b=TEXT), {"a": "x"}, {"b": "x"}),
    Change("text became whole number", one(TEXT), one({"type": "integer"}), {"a": "x"}, {"a": 1}),
    Change("whole number became number", one({"type": "integer"}), one(NUMBER), None, {"a": 0.5}),
    Change("null allowed", one(COUNT), one(either(COUNT, NULL)), None, {"a": None}),
    Change("alternative added", one(either(COUNT, NULL)), one(either(COUNT, NULL, TEXT)), None, {"a": "x"}),
    Change("alternatives reordered", one(either(COUNT, NULL)), one(either(NULL, COUNT))),
    Change("listed value added", one({"enum": ["x"]}), one({"enum": ["x", "y"]}), None, {"a": "y"}),
    Change("constant became list", one({"const": "x"}), one({"enum": ["x", "y"]}), None, {"a": "y"}),
    Change("constant changed", one({"const": "x"}), one({"const": "y"}), {"a": "x"}, {"a": "y"}),
    Change("list became free text", one({"enum": ["x"]}), one(TEXT), None, {"a": "z"}),
    Change("minimum raised", one(COUNT), one({**COUNT, "minimum": 1}), {"a": 0}),
    Change("maximum lowered", one({**COUNT, "maximum": 9}), one({**COUNT, "maximum": 8}), {"a": 9}),
    Change(
        "minimum made exclusive",
        one({**NUMBER, "minimum": 0}),
        one({**NUMBER, "exclusiveMinimum": 0}),
        {"a": 0},
    ),
    Change("the same minimum said otherwise", one(COUNT), one({"type": "integer", "exclusiveMinimum": -1})),
    Change("longest text shortened", one(TEXT_3), one(TEXT_2), {"a": "xyz"}),
    Change("shortest text lengthened", one(TEXT), one({**TEXT, "minLength": 1}), {"a": ""}),
    Change("pattern added", one(TEXT), one({**TEXT, "pattern": "^[A-Z]{3}$"}), {"a": "euro"}),
    Change(
        "pattern changed",
        one({**TEXT, "pattern": "^x"}),
        one({**TEXT, "pattern": "^y"}),
        {"a": "x"},
        {"a": "y"},
    ),
    Change("format added", one(TEXT), one({**TEXT, "format": "uuid"}), {"a": "x"}),
    Change(
        "listed values given a format",
        one({"enum": ["x"]}),
        one({**TEXT, "format": "uuid"}),
        {"a": "x"},
        {"a": A_UUID},
    ),
    Change("most items lowered", one({**LIST, "maxItems": 2}), one({**LIST, "maxItems": 1}), {"a": [1, 2]}),
    Change("fewest items raised", one(LIST), one({**LIST, "minItems": 1}), {"a": []}),
    Change("items became unique", one(LIST), one({**LIST, "uniqueItems": True}), {"a": [1, 1]}),
    Change("items changed", one(TEXTS), one({**LIST, "items": COUNT}), {"a": ["x"]}, {"a": [1]}),
    Change("items described at last", one(LIST), one(TEXTS), {"a": [1]}),
    Change("single value became a list", one(TEXT), one(TEXTS), {"a": "x"}, {"a": ["x"]}),
    Change("required field added in a part", PART_OPEN, PART_WIDER, {"a": {"x": "x"}}),
    Change("type changed in a part inside itself", TREE, TREE_OF_TEXT, {"t": {"n": 1}}, {"t": {"n": "x"}}),
    Change("map's values changed", one(MAP_OF_TEXT), one(MAP_OF_COUNT), {"a": {"k": "x"}}, {"a": {"k": 1}}),
    Change("map became a part", one(MAP_OF_TEXT), one(message(k=COUNT)), {"a": {"k": "x"}}, {"a": {"k": 1}}),
    Change("step introduced", one(NUMBER), one({**NUMBER, "multipleOf": 0.5}), {"a": 0.3}),
    Change("everything allowed", one(TEXT), one({}), None, {"a": 1}),
    Change("nothing allowed", one(TEXT), one(False), {"a": "x"}),
]

both_ways = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.kind)


def reads(reader: Schema, instance: JsonValue) -> bool:
    return Draft202012Validator(opened(reader), validate_formats=True).is_valid(instance)


def writes(writer: Schema, instance: JsonValue) -> bool:
    return Draft202012Validator(writer, validate_formats=True).is_valid(instance)


@both_ways
def test_old_messages_in_the_new_reader_are_judged_as_the_table_says(change: Change) -> None:
    witness = change.old_message_the_new_cannot_read
    assert bool(unreadable(writer=change.old, reader=change.new)) == (witness is not None)
    if witness is not None:
        assert writes(change.old, witness)
        assert not reads(change.new, witness)


@both_ways
def test_new_messages_in_the_old_reader_are_judged_as_the_table_says(change: Change) -> None:
    witness = change.new_message_the_old_cannot_read
    assert bool(unreadable(writer=change.new, reader=change.old)) == (witness is not None)
    if witness is not None:
        assert writes(change.new, witness)
        assert not reads(change.old, witness)


@both_ways
def test_the_change_taken_back_is_judged_the_other_way_round(change: Change) -> None:
    there, back = compare(old=change.old, new=change.new), compare(old=change.new, new=change.old)
    assert {found.pointer for found in there if found.direction == "backward"} == {
        found.pointer for found in back if found.direction == "forward"
    }


def test_a_break_names_the_pointer_and_the_reason() -> None:
    old = one({**LIST, "items": message("n", n={"type": "integer", "minimum": 0, "maximum": 9})})
    new = one({**LIST, "items": message("n", n={"type": "integer", "minimum": 0, "maximum": 8})})
    (found,) = compare(old=old, new=new)
    assert (found.direction, found.pointer) == ("backward", "/a/*/n")
    assert "maximum of 8" in found.reason


def test_an_optional_field_that_goes_away_is_readable_but_breaks_a_promise() -> None:
    (found,) = compare(old=message("a", a=TEXT, b=COUNT), new=message("a", a=TEXT))
    assert (found.direction, found.pointer) == ("promise", "/b")


def test_another_default_is_readable_but_breaks_a_promise() -> None:
    (found,) = compare(old=message(a={**COUNT, "default": 0}), new=message(a={**COUNT, "default": 1}))
    assert (found.direction, found.pointer) == ("promise", "/a")


def test_a_promise_inside_a_part_that_may_be_null_is_kept_an_eye_on() -> None:
    old: Schema = {**one(either({"$ref": "#/$defs/P"}, NULL)), "$defs": {"P": message("x", x=TEXT, y=TEXT)}}
    new: Schema = {**one(either({"$ref": "#/$defs/P"}, NULL)), "$defs": {"P": message("x", x=TEXT)}}
    (found,) = compare(old=old, new=new)
    assert (found.direction, found.pointer) == ("promise", "/a/y")


def test_a_keyword_outside_the_subset_is_never_waved_through() -> None:
    plain, strange = one(TEXT), one({**TEXT, "contentEncoding": "base64"})
    assert unreadable(writer=plain, reader=strange)
    assert not unreadable(writer=strange, reader=strange)
