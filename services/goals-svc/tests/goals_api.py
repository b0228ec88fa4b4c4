"""How a test asks the goals service, and what executives send by default."""

from dataclasses import dataclass
from typing import Any

import httpx
from concert_chassis.testing_http import Asked
from goals_builders import GOAL

ADDRESS = f"/v1/goals/{GOAL}"
MARCH_QUERY = {"from": "2025-03-01", "to": "2025-03-31"}
MARCH_BODY = {"period_start": "2025-03-01", "period_end": "2025-03-31"}


@dataclass(frozen=True)
class Api(Asked):
    """`client` asks as an executive."""

    async def put(
        self, *, seen: str | None = '"0"', address: str = ADDRESS, **changes: Any
    ) -> httpx.Response:
        headers = {} if seen is None else {"If-Match": seen}
        return await self.client.put(address, json=a_body(**changes), headers=headers)


def a_body(**changes: Any) -> dict[str, Any]:
    """A value of `...` leaves the field out."""
    body: dict[str, Any] = {
        "name": "Spring revenue",
        "accountable_departments": ["marketing", "sales"],
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
        "currency": "EUR",
        "start_minor": 7_000_000,
        "target_minor": 9_000_000,
        "guard_rail": {"variant": "SL3", "within_s": 20, "floor_share": 0.75},
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}
