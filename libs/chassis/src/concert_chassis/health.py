"""Whether the process lives, has started, and may be given work: three different questions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

Check = Callable[[], Awaitable[str | None]]
"""Answers what is wrong, in a sentence with what to do, or None when all is well; an OSError is an outage."""

CHECK_TIMEOUT_S = 2.0


@dataclass(slots=True)
class Readiness:
    checks: dict[str, Check] = field(default_factory=dict)
    started: bool = False
    draining: bool = False

    async def faults(self) -> dict[str, str]:
        """What keeps the service from taking work, by part; empty when it is ready."""
        if self.draining:
            return {"service": "draining: it finishes what it has and stops"}
        if not self.started:
            return {"service": "starting"}
        found = await asyncio.gather(*(_asked(check) for check in self.checks.values()))
        return {name: fault for name, fault in zip(self.checks, found, strict=True) if fault is not None}


async def _asked(check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            return await check()
    except OSError as error:
        return f"not reachable: {error or type(error).__name__}"


def health_routes(readiness: Readiness) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/startupz")
    async def started() -> Response:
        return _told({} if readiness.started else {"service": "starting"}, "started")

    @router.get("/readyz")
    async def ready() -> Response:
        return _told(await readiness.faults(), "ready")

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), media_type=media_type)

    return router


def _told(faults: dict[str, str], well: str) -> Response:
    content = {"status": f"not {well}" if faults else well, "faults": faults}
    return JSONResponse(content, 503 if faults else 200)
