"""Pools: queues that are staffed together, and how many people that needs and saves."""

from datetime import datetime
from typing import Annotated, Self

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Path, Response
from pydantic import AwareDatetime, Field

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.require_pool import require_pool
from staffing_svc.commands.set_up_pool import set_up_pool
from staffing_svc.domain.plan.pool_requirement import PoolRequirement
from staffing_svc.domain.pools import Pool
from staffing_svc.store import pools as stored

pools = Router(prefix="/v1/pools", tags=["pools"])

PoolName = Annotated[str, Path(min_length=1, max_length=120, pattern=r"^[^/\x00]+$")]


class PoolFigures(RequestBody):
    """The queues in the order of the ring in which their people help: next to each other those that are alike."""

    queues: Annotated[list[QueueName], Field(min_length=1, max_length=50)]


class PoolAnswer(ResponseBody):
    pool: str
    version: int
    queues: list[str]

    @classmethod
    def of(cls, pool: Pool) -> Self:
        return cls(pool=pool.name, version=pool.version, queues=list(pool.queues))


class GroupAnswer(ResponseBody):
    """Agents at work who take these skills, the first before the others."""

    skills: list[str]
    agents: int


class PooledQueueAnswer(ResponseBody):
    queue: str
    forecast_version: int
    contacts: float
    load_erlangs: float
    agents_apart: int


class PoolInterval(ResponseBody):
    """`agents` are at work with two skills each, `people` scheduled; beside them what the queues need apart."""

    started_at: datetime
    agents: int
    people: int
    agents_apart: int
    people_apart: int
    groups: list[GroupAnswer]
    queues: list[PooledQueueAnswer]


@pools.get("")
async def list_pools(tx: TransactionDep, page: PageDep) -> Page[PoolAnswer]:
    """All pools by name."""
    found = await stored.list_after(tx, after=page.after(str) or "", limit=page.fetch)
    return page.page(found, key=lambda pool: pool.name, shown=PoolAnswer.of)


@pools.get("/{pool}")
async def get_pool(pool: PoolName, tx: TransactionDep, answer: Response) -> PoolAnswer:
    """One pool; its ETag is needed to change it."""
    found = await stored.get(tx, pool)
    tell_version(answer, found.version)
    return PoolAnswer.of(found)


@pools.put("/{pool}", dependencies=[PLANS_THE_CENTER])
async def put_pool(
    pool: PoolName, figures: PoolFigures, seen: IfMatchDep, tx: TransactionDep, answer: Response
) -> PoolAnswer:
    """Set a pool up (If-Match: "0" for a new one) or change its queues."""
    known = await stored.lock(tx, pool)
    seen.check(known.version if known else 0)
    wanted = Pool(pool, tuple(figures.queues))
    changed = await set_up_pool(tx, wanted, seen_version=known.version if known else 0)
    tell_version(answer, changed.version)
    return PoolAnswer.of(changed)


@pools.delete("/{pool}", status_code=204, dependencies=[PLANS_THE_CENTER])
async def remove_pool(pool: PoolName, seen: IfMatchDep, tx: TransactionDep) -> None:
    """Staff its queues apart again."""
    found = await stored.lock(tx, pool) or await stored.get(tx, pool)
    seen.check(found.version)
    await stored.remove(tx, pool)


@pools.get("/{pool}/required")
async def list_required(
    pool: PoolName, tx: TransactionDep, page: PageDep, since: AwareDatetime, until: AwareDatetime
) -> Page[PoolInterval]:
    """Required agents together and apart over [since, until) of up to six weeks, campaigns included."""
    found = await require_pool(tx, await stored.get(tx, pool), since, until)
    first = max(page.after(int) or 0, 0)
    rows = range(first, min(first + page.fetch, found.grid.count))
    return page.page(rows, key=lambda index: index + 1, shown=lambda index: _interval(found, index))


def _interval(found: PoolRequirement, index: int) -> PoolInterval:
    return PoolInterval(
        started_at=found.grid.at(index),
        agents=int(found.agents[index]),
        people=int(found.people[index]),
        agents_apart=int(found.apart[:, index].sum()),
        people_apart=int(found.people_apart[index]),
        groups=[GroupAnswer(skills=list(one.skills), agents=one.agents) for one in found.groups(index)],
        queues=[
            PooledQueueAnswer(
                queue=queue.load.queue.name,
                forecast_version=queue.forecast_version,
                contacts=float(queue.load.contacts[index]),
                load_erlangs=float(found.loads[place, index]),
                agents_apart=int(found.apart[place, index]),
            )
            for place, queue in enumerate(found.queues)
        ],
    )
