"""Connections that the database ended cost at most the requests that were using them."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def end_all_connections(engine: AsyncEngine) -> None:
    """All but the one that asks for it; returns when they have ended."""
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {OTHERS}")
        for _ in range(200):
            if (await connection.exec_driver_sql(f"SELECT count(*) {OTHERS}")).scalar_one() == 0:
                return
            await asyncio.sleep(0.02)


async def test_after_the_database_ended_all_connections_the_next_requests_are_served(
    api, brief_engine: AsyncEngine
) -> None:
    warm = await asyncio.gather(*(api.client.post("/v1/briefs", json={"title": "slow"}) for _ in range(5)))
    assert {answer.status_code for answer in warm} == {201}
    await end_all_connections(brief_engine)
    statuses = [(await api.client.get("/v1/briefs")).status_code for _ in range(12)]
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200
    assert statuses.count(503) <= 5


async def test_a_request_whose_connection_dies_under_it_is_told_to_come_again(
    api, brief_engine: AsyncEngine
) -> None:
    working = asyncio.create_task(api.client.post("/v1/briefs", json={"title": "slow"}))
    await asyncio.sleep(0.1)
    await end_all_connections(brief_engine)
    answer = await working
    assert (answer.status_code, answer.json()["code"]) == (503, "temporarily-unavailable")
    assert (await api.client.get("/v1/briefs")).status_code == 200
