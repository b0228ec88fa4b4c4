"""Turns whatever can go wrong with a request into a problem that says what to do, and a bug into a 500."""

import asyncpg
from concert_contracts.refusal import Refusal
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from concert_chassis.logging import log_of
from concert_chassis.outages import driver_error, is_collision, is_outage
from concert_chassis.problem import Fault, Place, problem_of
from concert_chassis.telemetry import HTTP_REFUSALS

RETRY_AFTER_OUTAGE_S = 5
RETRY_AFTER_COLLISION_S = 1

_CODES = {
    400: ("malformed-request", "The request could not be read."),
    401: ("not-signed-in", "Send a bearer token: Authorization: Bearer <token>."),
    404: ("no-such-address", "Nothing is served at this address; /docs lists what is."),
    405: (
        "method-not-allowed",
        "This address does not take this method; the Allow header lists those it takes.",
    ),
    413: ("body-too-large", "The body is larger than this service takes; send less at a time."),
    415: ("media-type-not-supported", "Send application/json."),
}
_PLACES: dict[str, Place] = {
    "body": "body", "path": "path", "query": "query", "header": "header", "cookie": "cookie",
}  # fmt: skip


def install_error_answers(app: FastAPI, service: str) -> None:
    log = log_of(__name__)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        HTTP_REFUSALS.labels(service, error.code).inc()
        return refusal_answer(request, error)

    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("request failed", error=type(error).__name__, exc_info=error)
        return problem_of(
            request,
            status=500,
            code="internal-error",
            detail="This is a fault of ours, not of the request. Nothing was changed; tell us the instance.",
        )

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError):
        app.add_exception_handler(kind, _trouble)
    app.add_exception_handler(Exception, unexpected)


def refusal_answer(request: Request, refusal: Refusal) -> Response:
    pointer = refusal.field
    faults = [] if pointer is None else [_fault_of(pointer, refusal)]
    headers = getattr(refusal, "headers", None)
    return problem_of(
        request,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.message,
        errors=faults,
        headers=headers,
    )


def _fault_of(pointer: str, refusal: Refusal) -> Fault:
    pointer = pointer if pointer.startswith("/") else f"/{pointer}"
    place: Place = getattr(refusal, "place", "body")
    return Fault(place=place, pointer=pointer, code=refusal.code, detail=refusal.message)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        said = str(found[0].get("ctx", {}).get("error", "unreadable"))
        return problem_of(
            request, status=400, code="malformed-json", detail=f"The body is not JSON (RFC 8259): {said}."
        )
    return problem_of(
        request,
        status=422,
        code="invalid-request",
        detail="The request does not fit what this operation takes; errors names each place.",
        errors=[_fault(item["loc"], str(item["type"]), str(item["msg"])) for item in found[:50]],
    )


def _fault(location: tuple[int | str, ...], code: str, message: str) -> Fault:
    place = _PLACES.get(str(location[0]) if location else "body", "body")
    return Fault(place=place, pointer=pointer_to(location[1:]), code=code, detail=message)


def pointer_to(parts: tuple[int | str, ...]) -> str:
    """A JSON pointer, escaped as RFC 6901 says."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = _CODES.get(error.status_code, ("refused", str(error.detail)))
    return problem_of(request, status=error.status_code, code=code, detail=detail, headers=error.headers)


async def _trouble(request: Request, error: Exception) -> Response:
    """What the database or the network says: wait and repeat, or the value is wrong, or it is a bug."""
    if is_outage(error):
        return _later(request, "temporarily-unavailable", RETRY_AFTER_OUTAGE_S, error)
    if is_collision(error):
        return _later(request, "try-again", RETRY_AFTER_COLLISION_S, error)
    said = driver_error(error)
    if isinstance(said, asyncpg.DataError):
        return problem_of(
            request,
            status=422,
            code="value-out-of-range",
            detail="A value is larger, or a text holds something else, than can be stored.",
        )
    if isinstance(said, asyncpg.UniqueViolationError):
        return problem_of(
            request, status=409, code="already-exists", detail="The same thing was stored by another request."
        )
    raise error


def _later(request: Request, code: str, seconds: int, error: Exception) -> Response:
    log_of(__name__).warning("request put off", code=code, error=type(error).__name__)
    return problem_of(
        request,
        status=503,
        code=code,
        detail="Nothing was changed. Repeat the request after the seconds that Retry-After says.",
        headers={"Retry-After": str(seconds)},
    )
