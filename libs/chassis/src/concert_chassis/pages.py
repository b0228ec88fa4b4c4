"""Every list is paged: a limit, an opaque cursor, and the next one with each page."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from concert_contracts.refusal import Refusal
from fastapi import Depends, Query
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json

T = TypeVar("T")
Row = TypeVar("Row")

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 500


class CursorUnknown(Refusal):
    """The cursor is not one of this list's: begin again without one."""

    code = "cursor-unknown"
    status = 422
    place = "query"

    def __init__(self) -> None:
        super().__init__(
            "This cursor was not given out by this list; leave it away to begin again.", field="/cursor"
        )


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None
    """Give it back as `cursor` for what follows; null on the last page."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    limit: int
    cursor: str | None

    @property
    def fetch(self) -> int:
        """How many rows to read: one more than are shown tells whether there are more."""
        return self.limit + 1

    def after(self, kind: type[Row]) -> Row | None:
        """The sort key of the last row shown, as `kind`, say `tuple[datetime, UUID]`; None at the start."""
        if self.cursor is None:
            return None
        try:
            padded = self.cursor + "=" * (-len(self.cursor) % 4)
            return TypeAdapter(kind).validate_json(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (ValidationError, binascii.Error, ValueError):
            raise CursorUnknown from None

    def page(
        self, rows: Sequence[Row], *, key: Callable[[Row], object], shown: Callable[[Row], T]
    ) -> Page[T]:
        """The page of up to `fetch` rows; `key` gives what `after` gives back for the row."""
        items = [shown(row) for row in rows[: self.limit]]
        more = len(rows) > self.limit
        return Page[T](items=items, next=_cursor(key(rows[self.limit - 1])) if more else None)


def _cursor(key: object) -> str:
    return base64.urlsafe_b64encode(to_json(key)).rstrip(b"=").decode()


def _page_request(
    limit: Annotated[
        int, Query(ge=1, le=LARGEST_LIMIT, description="At most so many items.")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=2000, description="`next` of the page before this one.")
    ] = None,
) -> PageRequest:
    return PageRequest(limit, cursor)


PageDep = Annotated[PageRequest, Depends(_page_request)]
