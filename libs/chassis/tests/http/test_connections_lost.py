"""Connections that the database ended cost at most the requests that were using them."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine


async def test_after_the_database_ended_all_connections_the_next_requests_are_served(
    api, brief_engine: AsyncEngine
) -> None:
    warm = await asyncio.gather(*(api.client.post("/v1/briefs", json={"title": "slow"}) for _ in range(5)))
    assert {answer.status_code for answer in warm} == {201}
    async with brief_engine.connect() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    statuses = [(await api.client.get("/v1/briefs")).status_code for _ in range(12)]
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 200
    assert statuses.count(503) <= 5


async def test_a_request_whose_connection_dies_under_it_is_told_to_come_again(
    api, brief_engine: AsyncEngine
) -> None:
    working = asyncio.create_task(api.client.post("/v1/briefs", json={"title": "slow"}))
    await asyncio.sleep(0.1)
    async with brief_engine.connect() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    answer = await working
    assert (answer.status_code, answer.json()["code"]) == (503, "temporarily-unavailable")
    assert (await api.client.get("/v1/briefs")).status_code == 200
