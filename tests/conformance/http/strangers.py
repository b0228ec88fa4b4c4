"""A client that knows nothing of a service but its address, a token and its OpenAPI document."""

from dataclasses import dataclass
from typing import Any

import httpx
import schemathesis
from schemathesis.schemas import BaseSchema

NEVER_ENDS = "/v1/streams/live"
"""Server-sent events go on until somebody hangs up; the gateway's own tests follow them."""


@dataclass(frozen=True)
class Stranger:
    address: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def document(self) -> dict[str, Any]:
        answer = httpx.get(f"{self.address}/openapi.json", timeout=30)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def schema(self) -> BaseSchema:
        """Without what it says of tokens: ours is always sent, so that requests come past the door."""
        document = self.document()
        document["components"].pop("securitySchemes", None)
        for path in document["paths"].values():
            for operation in path.values():
                operation.pop("security", None)
        opened = schemathesis.openapi.from_dict(document)
        opened.config.update(base_url=self.address)
        return opened.exclude(path=NEVER_ENDS)
