"""Each request is counted, timed, traced and logged once, by its route, with its correlation id."""

import time
from uuid import UUID

from concert_contracts.identity import uuid7
from opentelemetry.trace import Span, SpanKind
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concert_chassis.clock import Clock
from concert_chassis.logging import about, log_of
from concert_chassis.telemetry import HTTP_IN_FLIGHT, HTTP_REQUESTS, HTTP_SECONDS, span

CORRELATION_HEADER = "x-correlation-id"
UNLOGGED = frozenset({"/livez", "/readyz", "/startupz", "/metrics"})


class Observed:
    def __init__(self, app: ASGIApp, service: str, clock: Clock) -> None:
        self.app = app
        self.service = service
        self.clock = clock
        self.log = log_of(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation_id = self._correlation_id(headers)
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        name, parent = f"HTTP {scope['method']}", headers.get("traceparent")
        with (
            span(name, kind=SpanKind.SERVER, traceparent=parent) as traced,
            about(correlation_id=correlation_id),
            HTTP_IN_FLIGHT.labels(self.service).track_inprogress(),
        ):
            await self._measured(scope, receive, send, traced)

    async def _measured(self, scope: Scope, receive: Receive, send: Send, traced: Span) -> None:
        started = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[CORRELATION_HEADER] = scope["state"]["correlation_id"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, traced, status=status, took_s=time.perf_counter() - started)

    def _note(self, scope: Scope, traced: Span, *, status: int, took_s: float) -> None:
        method, route = scope["method"], _template(scope)
        HTTP_REQUESTS.labels(self.service, _known(method), route, str(status)).inc()
        HTTP_SECONDS.labels(self.service, _known(method), route).observe(took_s)
        traced.update_name(f"{method} {route}")
        traced.set_attributes(
            {"http.request.method": method, "http.route": route, "http.response.status_code": status}
        )
        if scope["path"] not in UNLOGGED:
            state = scope["state"]
            caller = state.get("caller")
            self.log.info(
                "request answered",
                method=method,
                route=route,
                status=status,
                took_ms=round(took_s * 1000, 2),
                caller=getattr(caller, "subject", None),
                code=state.get("problem_code"),
            )

    def _correlation_id(self, headers: Headers) -> str:
        """The caller's, if it is a UUID; a stranger's text does not get into our logs."""
        try:
            return str(UUID(headers.get(CORRELATION_HEADER, "")))
        except ValueError:
            return str(uuid7(self.clock.now()))


def _template(scope: Scope) -> str:
    """`/campaigns/{campaign_id}`, never the address itself: metrics must not grow with the ids asked for."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _known(method: str) -> str:
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
