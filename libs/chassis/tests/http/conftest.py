"""A small service with briefs that people write, list and change: enough to be asked in every wrong way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
import structlog
from concert_chassis.application import application
from concert_chassis.auth import Caller, CallerDep, requires
from concert_chassis.bodies import Count, Name, RequestBody, ResponseBody, Share
from concert_chassis.bus.memory import MemoryBus
from concert_chassis.databases import Databases, driver_url
from concert_chassis.engine import without_dead_connections
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.fake_clock import FakeClock
from concert_chassis.health import Readiness
from concert_chassis.http import Router, TransactionDep, TransactionsDep, Wired
from concert_chassis.local_issuer import LOCAL_ISSUER, LocalIssuer, kept_local_issuer
from concert_chassis.pages import Page, PageDep
from concert_chassis.settings import ServiceSettings
from concert_chassis.tokens import token_verifier
from concert_chassis.transaction import Transactions
from concert_contracts.refusal import Refusal
from fastapi import FastAPI, Response
from pydantic import AwareDatetime, Field
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


class NoSuchBrief(Refusal):
    code = "no-such-brief"
    status = 404


class BriefBody(RequestBody):
    title: Name
    size: Count = 0
    reach: int = 0
    share: Share = 0.5
    starts_at: AwareDatetime | None = None
    notes: Annotated[list[str], Field(max_length=20)] = []


class BriefAnswer(ResponseBody):
    brief_id: UUID
    title: str
    reach: int
    version: int


router = Router(prefix="/v1/briefs", tags=["briefs"])


@router.post("", status_code=201, dependencies=[requires("campaign_owner")])
async def write_brief(body: BriefBody, tx: TransactionDep, answer: Response) -> BriefAnswer:
    if body.title == "slow":
        await asyncio.sleep(0.2)
    raw = await tx.raw()
    brief_id = uuid4()
    await raw.execute("INSERT INTO brief VALUES ($1, $2, $3, 1)", brief_id, body.title, body.reach)
    if body.title == "refused":
        raise NoSuchBrief("written, and then refused", field="/title")
    tell_version(answer, 1)
    return BriefAnswer(brief_id=brief_id, title=body.title, reach=body.reach, version=1)


@router.get("")
async def list_briefs(tx: TransactionDep, page: PageDep) -> Page[BriefAnswer]:
    raw = await tx.raw()
    after = page.after(tuple[str, UUID]) or ("", UUID(int=0))
    sql = "SELECT * FROM brief WHERE (title, brief_id) > ($1, $2) ORDER BY title, brief_id LIMIT $3"
    rows = [BriefAnswer.model_validate(dict(row)) for row in await raw.fetch(sql, *after, page.fetch)]
    return page.page(rows, key=lambda row: (row.title, row.brief_id), shown=lambda row: row)


@router.put("/{brief_id}")
async def change_brief(
    brief_id: UUID, body: BriefBody, expected: IfMatchDep, tx: TransactionDep, answer: Response
) -> BriefAnswer:
    raw = await tx.raw()
    version = await raw.fetchval("SELECT version FROM brief WHERE brief_id = $1 FOR UPDATE", brief_id)
    if version is None:
        raise NoSuchBrief("There is no such brief.")
    expected.check(version)
    await raw.execute(
        "UPDATE brief SET title = $2, version = version + 1 WHERE brief_id = $1", brief_id, body.title
    )
    tell_version(answer, version + 1)
    return BriefAnswer(brief_id=brief_id, title=body.title, reach=body.reach, version=version + 1)


@router.get("/by-reach/{reach}")
async def find_brief(reach: int, transactions: TransactionsDep, q: str | None = None) -> list[str]:
    async with transactions.begin() as tx:
        raw = await tx.raw()
        rows = await raw.fetch("SELECT title FROM brief WHERE reach = $1 AND title >= $2", reach, q or "")
        return [row["title"] for row in rows]


@router.get("/fault/{kind}")
async def go_wrong(kind: str) -> None:
    raise {"outage": ConnectionRefusedError("database"), "bug": ZeroDivisionError("ours")}[kind]


@router.get("/whoami")
async def who_am_i(caller: CallerDep) -> list[str]:
    return [caller.subject, caller.department or "", *sorted(caller.roles)]


@router.get("/plan")
async def instruct(caller: Annotated[Caller, requires("planner", department="contact_center")]) -> str:
    return caller.subject


@router.get("/scoped")
async def scoped(caller: Annotated[Caller, requires(scope="briefs:read")]) -> str:
    return caller.subject


feeds = Router(prefix="/v1/feeds", tags=["feeds"], public=True)


@feeds.get("")
async def feed() -> str:
    return "anyone may read this"


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Tracebacks with every local variable in a frame take seconds to draw."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.JSONRenderer(default=repr)]
    )


@dataclass(frozen=True)
class Api:
    app: FastAPI
    client: httpx.AsyncClient
    issuer: LocalIssuer
    clock: FakeClock
    readiness: Readiness

    def token(self, role: str = "campaign_owner", **claims: str) -> dict[str, str]:
        token = self.issuer.token(role, now=self.clock.now(), **claims)  # type: ignore[arg-type] # texts only
        return {"Authorization": f"Bearer {token}"}


@pytest_asyncio.fixture(scope="session")
async def brief_engine(databases: Databases, service: object) -> AsyncIterator[AsyncEngine]:
    url = await databases.fresh(service)  # type: ignore[arg-type] # the chassis's bare service
    engine = create_async_engine(driver_url(url))
    without_dead_connections(engine)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TABLE brief (brief_id uuid PRIMARY KEY, title text, reach bigint, version bigint)"
        )
    yield engine
    await engine.dispose()


@pytest.fixture
def settings_with(tmp_path: Path) -> Callable[..., ServiceSettings]:
    def build(**given: object) -> ServiceSettings:
        fields: dict[str, object] = {
            "environment": "test",
            "database_url": "postgresql://nobody@localhost/none",
            "bus_url": "memory://",
            "auth_issuer": LOCAL_ISSUER,
            "auth_jwks_file": tmp_path / "keys" / "jwks.json",
        }
        return ServiceSettings.model_validate({**fields, **given})

    return build


@pytest_asyncio.fixture
async def api(
    brief_engine: AsyncEngine, settings_with: Callable[..., ServiceSettings], tmp_path: Path
) -> AsyncIterator[Api]:
    clock = FakeClock()
    issuer = kept_local_issuer(tmp_path / "keys")
    settings = settings_with(http_body_limit_bytes=64 * 1024)
    transactions = Transactions(brief_engine, service="campaign-svc", owner="campaign", clock=clock)
    readiness = Readiness(started=True)
    app = application(
        name="campaign-svc",
        version="1.2.3",
        description="Briefs.",
        routers=[router, feeds],
        parts=Wired(settings, clock, transactions, token_verifier(settings, clock), MemoryBus(clock)),
        readiness=readiness,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://campaign") as client:
        client.headers.update({"Authorization": f"Bearer {issuer.token('campaign_owner', now=clock.now())}"})
        yield Api(app, client, issuer, clock, readiness)
