"""Says who a bearer token is, or why it is nobody: signature, issuer, audience, time, by keys that rotate."""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import httpx
from concert_contracts.refusal import Refusal
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet
from pydantic_core import from_json

from concert_chassis.clock import Clock
from concert_chassis.local_issuer import LOCAL_ISSUER, LOCAL_KEY_PREFIX
from concert_chassis.settings import Environment, ServiceSettings

ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
LONGEST_TOKEN = 16_384
LEEWAY_S = 30
REFETCH_AFTER_S = 600.0
REFETCH_AT_MOST_EVERY_S = 30.0
FETCH_TIMEOUT_S = 5.0

Claims = Mapping[str, object]


class NotSignedIn(Refusal):
    """There is no token that we trust: sign in (again)."""

    code = "not-signed-in"
    status = 401

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class LocalKeysInProduction(RuntimeError):
    """Anyone with a checkout can sign with the local issuer: production does not start with its keys."""


class SigningKeys:
    """The issuer's public keys, read again when they are old or a new one is used, but at most so often."""

    def __init__(self, read: Callable[[], Awaitable[bytes]], clock: Clock, environment: Environment) -> None:
        self._read = read
        self._clock = clock
        self._environment = environment
        self._keys: dict[str, KeySet] = {}
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def find(self, kid: str) -> KeySet:
        """The key of that id, alone. Raises NotSignedIn; OSError when the issuer cannot be asked."""
        if self._age_s() > REFETCH_AFTER_S or (
            kid not in self._keys and self._age_s() > REFETCH_AT_MOST_EVERY_S
        ):
            await self.refresh()
        if kid not in self._keys:
            raise NotSignedIn(
                "The token is signed with a key that its issuer does not publish. Sign in again."
            )
        return self._keys[kid]

    async def refresh(self) -> None:
        async with self._reading:
            if self._age_s() <= REFETCH_AT_MOST_EVERY_S:
                return
            try:
                document = await self._read()
            except OSError:
                if not self._keys:
                    raise
            else:
                self._keys = self._checked(document)
            self._read_at = self._now_s()

    def _checked(self, document: bytes) -> dict[str, KeySet]:
        keys: dict[str, KeySet] = {}
        for key in KeySet.import_key_set(from_json(document)).keys:
            kid = key.kid or ""
            if self._environment == "production" and kid.startswith(LOCAL_KEY_PREFIX):
                raise LocalKeysInProduction(
                    f"{kid} is a key of the local issuer; production does not trust it"
                )
            if key.key_type != "oct":
                keys[kid] = KeySet([key])
        return keys

    def _now_s(self) -> float:
        return self._clock.now().timestamp()

    def _age_s(self) -> float:
        return float("inf") if self._read_at is None else self._now_s() - self._read_at


class TokenVerifier:
    def __init__(self, keys: SigningKeys, clock: Clock, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._clock = clock
        self._issuer = issuer
        self._audience = audience

    async def check(self) -> None:
        """Reads the keys once, at the start, so that a wrong setting shows there."""
        await self._keys.refresh()

    async def verify(self, token: str) -> Claims:
        """The claims of a token that is genuine, ours and in time. Raises NotSignedIn."""
        key = await self._keys.find(_kid_of(token))
        try:
            claims = jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
            self._rules().validate(claims)
        except ExpiredTokenError:
            raise NotSignedIn("The token has expired. Sign in again.") from None
        except (JoseError, ValueError) as error:
            raise NotSignedIn(f"The token is not valid here: {error}") from None
        return claims

    def _rules(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            sub={"essential": True},
            exp={"essential": True},
        )


def _kid_of(token: str) -> str:
    """The id of the key it says it is signed with; believed only after the signature is verified."""
    head = token.partition(".")[0] if len(token) <= LONGEST_TOKEN else ""
    try:
        header = from_json(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError):
        header = None
    kid = header.get("kid") if isinstance(header, dict) else None
    if not isinstance(kid, str) or not kid:
        raise NotSignedIn("The bearer token is not a signed JWT that names its key. Sign in again.")
    return kid


def token_verifier(settings: ServiceSettings, clock: Clock) -> TokenVerifier:
    """Raises LocalKeysInProduction, as `check` does for the keys."""
    if settings.environment == "production" and settings.auth_issuer == LOCAL_ISSUER:
        raise LocalKeysInProduction("auth_issuer is the local issuer; name your identity provider")
    keys = SigningKeys(_reader(settings), clock, settings.environment)
    return TokenVerifier(keys, clock, issuer=settings.auth_issuer, audience=settings.auth_audience)


def _reader(settings: ServiceSettings) -> Callable[[], Awaitable[bytes]]:
    if settings.auth_jwks_file is not None:
        return _file_reader(settings.auth_jwks_file)
    return _url_reader(settings.auth_jwks_url or "")


def _file_reader(path: Path) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    return read


def _url_reader(url: str) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        try:
            async with httpx.AsyncClient(timeout=FETCH_TIMEOUT_S) as client:
                answer = await client.get(url)
                answer.raise_for_status()
        except httpx.HTTPError as error:
            raise ConnectionError(f"the issuer's keys could not be read from {url}: {error}") from error
        return answer.content

    return read
