"""What is refused at the border of an event: each refusal names what is wrong and what to do."""

from typing import ClassVar

from concert_contracts.refusal import Refusal


class WireRefusal(Refusal):
    """What arrived, or was about to be sent, is not an event of Concert."""

    code: ClassVar[str] = "wire-refused"
    status: ClassVar[int] = 422


class MissingAttribute(WireRefusal):
    """An attribute that only the sender can know is absent; nothing is invented in its place."""

    code: ClassVar[str] = "missing-attribute"


class InvalidAttribute(WireRefusal):
    """An attribute is there but cannot be what it says."""

    code: ClassVar[str] = "invalid-attribute"


class UnknownAttribute(WireRefusal):
    """An attribute's name is not one that CloudEvents 1.0 allows (lower-case letters and digits only)."""

    code: ClassVar[str] = "unknown-attribute"


class UnsupportedSpecVersion(WireRefusal):
    """The event is written for another CloudEvents version than 1.0."""

    code: ClassVar[str] = "unsupported-spec-version"


class UnsupportedContentType(WireRefusal):
    """The content type names an encoding that Concert does not read."""

    code: ClassVar[str] = "unsupported-content-type"
    status: ClassVar[int] = 415


class InvalidData(WireRefusal):
    """The data are not one JSON object in UTF-8."""

    code: ClassVar[str] = "invalid-data"


class EventTooLarge(WireRefusal):
    """The event is larger than a stream carries."""

    code: ClassVar[str] = "event-too-large"
    status: ClassVar[int] = 413


class WrongStream(WireRefusal):
    """The event was written into a stream that is not its own, where its order and its owner mean nothing."""

    code: ClassVar[str] = "wrong-stream"


class UnknownEventType(WireRefusal):
    """The type is not in the vocabulary of this version of the contracts."""

    code: ClassVar[str] = "unknown-event-type"


class MalformedEvent(WireRefusal):
    """The data do not fit the event's contract; `pointers` maps each JSON pointer to its problem."""

    code: ClassVar[str] = "malformed-event"

    def __init__(self, message: str, *, pointers: dict[str, str]) -> None:
        super().__init__(message, field=next(iter(pointers), None))
        self.pointers = pointers
