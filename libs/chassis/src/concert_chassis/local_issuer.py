"""Signs tokens for a developer's own machine and for tests; production refuses everything it signs."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from types import MappingProxyType

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pydantic_core import from_json, to_json

LOCAL_ISSUER = "https://issuer.concert.localhost"
LOCAL_KEY_PREFIX = "concert-local-"
LOCAL_AUDIENCE = "concert"

DEPARTMENT_OF_ROLE: Mapping[str, str] = MappingProxyType(
    {
        "planner": "contact_center",
        "supervisor": "contact_center",
        "agent": "contact_center",
        "campaign_owner": "marketing",
        "sales": "sales",
        "executive": "management",
        "operations": "operations",
        "system": "operations",
    }
)
"""Where somebody of that role works, for the tokens that are printed at the start and used by the tests."""


@dataclass(frozen=True, slots=True)
class LocalIssuer:
    key: ECKey

    def public_keys(self) -> bytes:
        return to_json(KeySet([self.key]).as_dict(private=False))

    def token(
        self,
        role: str,
        *,
        now: datetime,
        subject: str | None = None,
        department: str | None = None,
        scopes: Sequence[str] = (),
        lasts: timedelta = timedelta(hours=12),
        audience: str = LOCAL_AUDIENCE,
    ) -> str:
        """An access token of RFC 9068 for somebody of that role, by default of its usual department."""
        claims = {
            "iss": LOCAL_ISSUER,
            "aud": audience,
            "sub": subject or f"local-{role.replace('_', '-')}",
            "client_id": "concert-local",
            "jti": secrets.token_urlsafe(12),
            "iat": int(now.timestamp()),
            "exp": int((now + lasts).timestamp()),
            "roles": [role],
            "department": department or DEPARTMENT_OF_ROLE[role],
            "scope": " ".join(scopes),
        }
        header = {"alg": "ES256", "kid": self.key.kid, "typ": "at+jwt"}
        return jwt.encode(header, claims, self.key)


def new_local_issuer() -> LocalIssuer:
    return LocalIssuer(ECKey.generate_key("P-256", {"kid": LOCAL_KEY_PREFIX + secrets.token_hex(4)}))


def kept_local_issuer(folder: Path) -> LocalIssuer:
    """The issuer whose key is in `folder`, made at the first call; only its owner may read the key.

    Beside it, `jwks.json` holds the public keys for the services' `auth_jwks_file`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "issuer.json"
    if not secret.exists():
        _put_whole(secret, to_json(new_local_issuer().key.as_dict(private=True)), mode=0o600)
    issuer = LocalIssuer(ECKey.import_key(from_json(secret.read_bytes())))
    _put_whole(folder / "jwks.json", issuer.public_keys(), mode=0o644)
    return issuer


def _put_whole(path: Path, content: bytes, *, mode: int) -> None:
    """The file is there as it was or as it will be, never in between: services read it while others start."""
    number, making = mkstemp(prefix=f"{path.name}.", suffix=".making", dir=path.parent)
    with os.fdopen(number, "wb") as opened:
        os.fchmod(number, mode)
        opened.write(content)
    Path(making).replace(path)
