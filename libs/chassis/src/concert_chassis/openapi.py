"""Describes a service's API as it is: OpenAPI 3.1 with camelCase names and every refusal that can come."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from concert_chassis.problem import MEDIA_TYPE, Problem

_REFUSALS = {
    "400": "The request cannot be read.",
    "401": "No valid token: sign in.",
    "403": "The caller's role, department or scope does not allow it.",
    "404": "There is no such thing.",
    "405": "This address does not take this method.",
    "409": "The business refuses it as things are; the code says why.",
    "412": "The version stated in If-Match is not the current one.",
    "413": "The body is too large.",
    "415": "The body is of another media type.",
    "422": "The request does not fit; errors points at each place.",
    "428": "If-Match is missing.",
    "503": "An outage; repeat after Retry-After.",
}
_METHODS = ("get", "put", "post", "patch", "delete", "head", "options")

Document = dict[str, Any]


def operation_id(route: APIRoute) -> str:
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def describe(app: FastAPI) -> Document:
    """FastAPI's document, with our problems in place of its own validation errors."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        for operations in document.get("paths", {}).values():
            for method, operation in operations.items():
                if method in _METHODS:
                    _complete(operation, method)
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        schemas.update(_problem_schemas())
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        document["security"] = [{"token": []}]
        app.openapi_schema = document
    return app.openapi_schema


def _problem_schemas() -> Document:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    inner: Document = schema.pop("$defs", {})
    return {**inner, "Problem": schema}


def _complete(operation: Document, method: str) -> None:
    responses = operation.setdefault("responses", {})
    for status in _possible(operation, method):
        responses[status] = {
            "description": responses.get(status, {}).get("description", _REFUSALS[status])
            if status != "422"
            else _REFUSALS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if method == "post":
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    operation["responses"] = dict(sorted(responses.items()))


_IDEMPOTENCY_KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "One per intention; the same request repeated with it is done once and answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
}


def _possible(operation: Document, method: str) -> list[str]:
    parameters = operation.get("parameters", [])
    statuses = ["400", "401", "403", "404", "405", "413", "422", "503"]
    if method not in ("get", "head", "options"):
        statuses += ["409", "415"]
    if any(parameter["name"].lower() == "if-match" for parameter in parameters):
        statuses += ["412", "428"]
    return statuses
