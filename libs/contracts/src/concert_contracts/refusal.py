"""A refusal is an answer the business gives, with a stable code, so that callers can act on it."""

from typing import ClassVar


class Refusal(Exception):
    """What was asked is refused; nothing was changed.

    Subclasses are named after what was refused (`LaunchInThePast`) and state `code` (kebab-case, stable for
    ever) and the HTTP `status` it is answered with: 409 for a business conflict, 422 for malformed input,
    404 for what does not exist, 403 for what is not allowed. `field` is a JSON pointer or a column name.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
