"""A search as its caller follows it: server-sent events while it runs, then its result, or why there is none."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar

from concert_chassis.bodies import ResponseBody
from concert_contracts.refusal import Refusal
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from staffing_svc.commands.plan_shifts import Searches

SEARCHES = Searches(most=2)
"""An exact search takes a core: two at a time in one process."""

Found = TypeVar("Found")


class RefusedAnswer(ResponseBody):
    code: str
    detail: str


def search_stream(
    found: AsyncGenerator[Found], shown: Callable[[Found], tuple[str, BaseModel]]
) -> StreamingResponse:
    """Each message as the event that `shown` makes of it; who closes the connection cancels the search."""
    told = _told(found, shown)
    return StreamingResponse(told, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _told(
    found: AsyncGenerator[Found], shown: Callable[[Found], tuple[str, BaseModel]]
) -> AsyncIterator[str]:
    async with aclosing(found) as messages:
        try:
            async for message in messages:
                yield _event(*shown(message))
        except Refusal as refusal:
            yield _event("refused", RefusedAnswer(code=refusal.code, detail=refusal.message))


def _event(name: str, answer: BaseModel) -> str:
    return f"event: {name}\ndata: {answer.model_dump_json()}\n\n"
