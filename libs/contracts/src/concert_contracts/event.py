"""What every event is: an immutable fact with a wire name and a stream; written strictly, read tolerantly."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json

from concert_contracts.malformed import MalformedEvent
from concert_contracts.streams import Stream

_LONGEST_LIST_OF_PROBLEMS = 20


class Part(BaseModel):
    """A value inside an event: immutable, and nothing in it that was not agreed."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="null")


class Event(Part):
    """A fact that already happened, in the words of the business.

    Subclasses state `WIRE_NAME` as a literal `concert.<owner>.<Class>.v<n>` and the `STREAM` that orders
    them. `EXPIRES_AFTER` is set where acting on the event late would do harm.
    """

    WIRE_NAME: ClassVar[str]
    STREAM: ClassVar[Stream]
    EXPIRES_AFTER: ClassVar[timedelta | None] = None

    @property
    def key(self) -> str:
        """The value that orders this event in its stream."""
        return str(getattr(self, self.STREAM.key_field))

    @classmethod
    def owner(cls) -> str:
        """The one service (or `external`) that may say this."""
        return cls.WIRE_NAME.split(".")[1]

    @classmethod
    def read(cls, data: Mapping[str, object] | bytes) -> Self:
        """Read what this or a later writer of the event sent: unknown fields are ignored at every depth.

        Types are read strictly (a number in quotes is not a number). Raises `MalformedEvent` naming the JSON
        pointers that do not fit.
        """
        text = data if isinstance(data, bytes) else to_json(data)
        try:
            return cls.model_validate_json(text, strict=True, extra="ignore")
        except ValidationError as refused:
            raise _malformed(cls.WIRE_NAME, refused) from None

    def data(self) -> bytes:
        """The event as the JSON bytes that travel."""
        return self.model_dump_json().encode()


def _malformed(wire_name: str, refused: ValidationError) -> MalformedEvent:
    pointers: dict[str, str] = {}
    for error in refused.errors(include_url=False, include_context=False, include_input=False):
        pointers.setdefault(_pointer(error["loc"]), error["msg"])
        if len(pointers) == _LONGEST_LIST_OF_PROBLEMS:
            break
    listed = "; ".join(f"{pointer or '/'}: {problem}" for pointer, problem in pointers.items())
    return MalformedEvent(f"the data do not fit {wire_name}: {listed}", pointers=pointers)


def _pointer(path: tuple[int | str, ...]) -> str:
    """RFC 6901: `/terms/waves/0/size`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
