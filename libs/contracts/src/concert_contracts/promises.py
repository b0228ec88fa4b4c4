"""Changes that every reader can still read, but after which a message no longer says what it said."""

from dataclasses import dataclass
from typing import cast

from concert_contracts.containment import Problem
from concert_contracts.schema import Schema, as_object


def broken_promises(old: Schema, new: Schema) -> list[Problem]:
    """Fields that went away and defaults that changed, wherever both versions have the part they are in."""
    walk = _Walk(as_object(old.get("$defs", {})), as_object(new.get("$defs", {})))
    return walk.lost(old, new, "", frozenset())


@dataclass(frozen=True)
class _Walk:
    """Both versions side by side, each with its definitions."""

    olds: Schema
    news: Schema

    def lost(self, old: Schema, new: Schema, at: str, seen: frozenset[str]) -> list[Problem]:
        name = str(old.get("$ref", ""))
        if name and name in seen:
            return []
        seen = seen | {name}
        old, new = _named(old, self.olds), _named(new, self.news)
        found = self._fields(old, new, at, seen)
        if "items" in old and "items" in new:
            found += self.lost(as_object(old["items"]), as_object(new["items"]), f"{at}/*", seen)
        before, after = cast(list[Schema], old.get("anyOf", [])), cast(list[Schema], new.get("anyOf", []))
        if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                found += self.lost(one, other, at, seen)
        return found

    def _fields(self, old: Schema, new: Schema, at: str, seen: frozenset[str]) -> list[Problem]:
        found: list[Problem] = []
        after = as_object(new.get("properties", {}))
        for field, schema in as_object(old.get("properties", {})).items():
            pointer = f"{at}/{field}"
            if field not in after:
                found.append(Problem(pointer, "the field is gone; what it said is lost without a word"))
                continue
            was, now = as_object(schema), as_object(after[field])
            if "default" in was and "default" in now and was["default"] != now["default"]:
                found.append(Problem(pointer, "the default changed; absence means something else now"))
            found += self.lost(was, now, pointer, seen)
        return found


def _named(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref")
    return as_object(definitions[str(reference).removeprefix("#/$defs/")]) if reference else schema
