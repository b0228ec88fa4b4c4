"""How a test asks the campaign service, and what marketing sends by default."""

from dataclasses import dataclass
from typing import Any

import httpx
from concert_chassis.testing_http import Asked


@dataclass(frozen=True)
class Api(Asked):
    """`client` asks as a campaign owner of marketing."""

    async def announced(self, **changes: Any) -> httpx.Response:
        return await self.client.post("/v1/campaigns", json=a_body(**changes))


def a_body(**changes: Any) -> dict[str, Any]:
    """What marketing sends on 2025-03-01 for a launch on 2025-03-15."""
    body: dict[str, Any] = {
        "name": "Spring fibre",
        "lifecycle_stage": "acquire",
        "audience_size": 50_000,
        "offer": {"code": "FIBRE25", "title": "Fibre for 25", "description": "25 a month, one year."},
        "codes": ["SPRING"],
        "dialed_numbers": ["+49 800 1234"],
        "queues": [{"queue": "sales", "share": 0.8}],
        "waves": [{"wave": 1, "channel": "email", "size": 50_000, "send_at": "2025-03-15T08:00:00Z"}],
        "expected_contacts": 1_000,
        "launch_at": "2025-03-15T08:00:00Z",
        "ends_at": "2025-04-15T08:00:00Z",
        "timezone": "Europe/Berlin",
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}
