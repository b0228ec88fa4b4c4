"""The one form of every error: problem details of RFC 9457, with our code and what is wrong where."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Literal

from fastapi import Request, Response
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"

Place = Literal["body", "path", "query", "header", "cookie"]


class Fault(BaseModel):
    """One thing that is wrong with the request."""

    place: Place = Field(serialization_alias="in", description="Which part of the request.")
    pointer: str = Field(description="JSON pointer (RFC 6901) into that part.", examples=["/waves/0/size"])
    code: str = Field(description="Stable name of the rule that was broken.", examples=["greater_than"])
    detail: str = Field(description="What is wrong and what would be right.")


class Problem(BaseModel):
    type: str = Field(examples=["urn:concert:problem:launch-in-the-past"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(description="Stable: act on this.", examples=["launch-in-the-past"])
    detail: str = Field(description="For people: what happened and what to do.")
    instance: str | None = Field(default=None, description="This occurrence; the logs know it too.")
    errors: list[Fault] = []


def problem_of(
    request: Request,
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    correlation_id: str | None = getattr(request.state, "correlation_id", None)
    problem = Problem(
        type=f"urn:concert:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        instance=f"urn:uuid:{correlation_id}" if correlation_id else None,
        errors=list(errors),
    )
    request.state.problem_code = code
    content = problem.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, status, dict(headers or {}), MEDIA_TYPE)
