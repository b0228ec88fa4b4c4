"""How a test asks the staffing service, and what a planner sends by default."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from concert_chassis.testing_http import Asked


@dataclass(frozen=True)
class Api(Asked):
    """`client` asks as a planner of the contact center."""

    async def load(self, *intervals: dict[str, Any], **more: Any) -> httpx.Response:
        return await self.client.post("/v1/history", json={"intervals": list(intervals), **more})


def an_interval(at: str = "2025-02-28T10:00:00Z", **changes: Any) -> dict[str, Any]:
    """Half an hour on the sales queue, on the day before the clock of the tests."""
    body = {"queue": "sales", "started_at": at, "interval_s": 1800, "offered": 100, **changes}
    return {name: value for name, value in body.items() if value is not ...}


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code and JSON pointer of a refusal."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    pointer = problem["errors"][0]["pointer"] if problem.get("errors") else None
    return answer.status_code, problem["code"], pointer


def half_hours(first: datetime, count: int) -> list[str]:
    return [(first + timedelta(minutes=30 * index)).isoformat() for index in range(count)]
