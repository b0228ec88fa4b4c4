"""How a test asks insight-svc over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx
from concert_chassis.testing import deliver
from concert_chassis.testing_http import Asked
from insight_builders import surge
from insight_svc.reactions.volume_surge import on_volume_surge


@dataclass(frozen=True)
class Api(Asked):
    """`client` asks as a campaign owner of marketing."""

    async def asked(self) -> str:
        """The address of an insight that asks marketing about a surge."""
        async with self.transactions.begin() as tx:
            await deliver(tx, on_volume_surge, surge())
        (insight,) = (await self.client.get("/v1/insights")).json()["items"]
        return f"/v1/insights/{insight['insight_id']}"

    async def step(self, address: str, step: str, body: Any = None, **headers: str) -> httpx.Response:
        """With the ETag that is current now, unless another is given."""
        etag = (await self.client.get(address)).headers["etag"]
        return await self.client.post(f"{address}/{step}", json=body, headers={"If-Match": etag} | headers)
