"""Builds the HTTP application of a service from its routers, the same way for all of them."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from concert_chassis.body_limit import BodyLimit
from concert_chassis.docs_page import docs_routes
from concert_chassis.errors import install_error_answers
from concert_chassis.health import Readiness, health_routes
from concert_chassis.http import SignedInRoute, Wired
from concert_chassis.observed import Observed
from concert_chassis.openapi import describe, operation_id


def application(
    *,
    name: str,
    version: str,
    description: str,
    routers: Sequence[APIRouter],
    parts: Wired,
    readiness: Readiness,
) -> FastAPI:
    """Raises TypeError for a route that was not declared on our Router: it would serve strangers."""
    app = FastAPI(
        title=name,
        version=version,
        description=description,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        middleware=[
            Middleware(Observed, service=name, clock=parts.clock),
            Middleware(BodyLimit, most_bytes=parts.settings.http_body_limit_bytes),
        ],
    )
    app.state.wired = parts
    install_error_answers(app, name)
    for router in (health_routes(readiness), docs_routes(name)):
        app.include_router(router)
    for router in routers:
        _check(router)
        app.include_router(router)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign] # FastAPI's documented way to extend it
    return app


def _check(router: APIRouter) -> None:
    for route in router.routes:
        if isinstance(route, APIRoute) and not isinstance(route, SignedInRoute):
            raise TypeError(
                f"{route.path} is not declared on concert_chassis.http.Router: it would serve strangers"
            )
