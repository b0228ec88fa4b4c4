"""Two services as small as can be, so that whatever is lost, doubled or reordered is the chassis's doing.

The producer counts 1, 2, 3, ... per queue, writes each number down in `said` and tells it in an event. The
consumer writes what it hears down in `heard`, which forbids nothing, and tells it on. `poison` holds what the
consumer cannot bear.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import NAMESPACE_URL, UUID, uuid5

from concert_chassis.auth import requires
from concert_chassis.bodies import Count, Name, RequestBody, ResponseBody
from concert_chassis.definition import Service
from concert_chassis.http import Router, TransactionDep
from concert_chassis.transaction import Transaction
from concert_contracts.external import IntervalReported
from concert_contracts.staffing import AnnouncementDelivered

SAID_TABLE = "CREATE TABLE said (queue text, n integer, PRIMARY KEY (queue, n))"
HEARD_TABLES = (
    "CREATE TABLE heard (id bigserial PRIMARY KEY, queue text NOT NULL, n integer NOT NULL)",
    "CREATE TABLE poison (queue text, n integer, PRIMARY KEY (queue, n))",
)
DAY = datetime(2025, 3, 1, tzinfo=UTC)

router = Router(prefix="/v1", tags=["ledger"])


class SayBody(RequestBody):
    queue: Name
    numbers: Count


class SaidAnswer(ResponseBody):
    last: int


@router.post("/said", status_code=201, dependencies=[requires("system")])
async def say(body: SayBody, tx: TransactionDep) -> SaidAnswer:
    return SaidAnswer(last=await say_numbers(tx, body.queue, body.numbers))


async def say_numbers(tx: Transaction, queue: str, numbers: int) -> int:
    """The next numbers of the queue, written down and told; returns the last one."""
    raw = await tx.raw()
    await raw.execute("SELECT pg_advisory_xact_lock(hashtext($1))", queue)
    last = int(await raw.fetchval("SELECT coalesce(max(n), 0) FROM said WHERE queue = $1", queue))
    for n in range(last + 1, last + numbers + 1):
        await raw.execute("INSERT INTO said VALUES ($1, $2)", queue, n)
        tx.emit(IntervalReported(queue=queue, started_at=DAY, interval_s=1800, offered=n))
    return last + numbers


class Unbearable(Exception):
    """What a reaction with a bug raises."""


async def on_interval_reported(tx: Transaction, event: IntervalReported) -> None:
    raw = await tx.raw()
    if await raw.fetchval("SELECT 1 FROM poison WHERE queue = $1 AND n = $2", event.queue, event.offered):
        raise Unbearable(f"{event.offered} of {event.queue}")
    await raw.execute("INSERT INTO heard (queue, n) VALUES ($1, $2)", event.queue, event.offered)
    tx.emit(
        AnnouncementDelivered(
            campaign_id=story_of(event.queue), campaign_version=event.offered, delivered_at=DAY
        )
    )


def story_of(queue: str) -> UUID:
    """Under which id the consumer tells on what it heard of the queue."""
    return uuid5(NAMESPACE_URL, queue)


PRODUCER = Service(
    name="gateway-svc", owner="external", description="Counts aloud.", migrations=None, routers=[router]
)
CONSUMER = Service(
    name="staffing-svc",
    owner="staffing",
    description="Writes down what it hears, and tells it on.",
    migrations=None,
    reactions=[on_interval_reported],
)
BY_ROLE: Mapping[str, Service] = MappingProxyType({"producer": PRODUCER, "consumer": CONSUMER})
