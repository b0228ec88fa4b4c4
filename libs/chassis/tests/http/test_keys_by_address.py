"""The issuer's keys are fetched over HTTP: rarely, again when a new one is used, and not at a stranger's wish."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio
from concert_chassis.fake_clock import FakeClock
from concert_chassis.local_issuer import LOCAL_ISSUER, LocalIssuer, new_local_issuer
from concert_chassis.settings import ServiceSettings
from concert_chassis.tokens import NotSignedIn, TokenVerifier, token_verifier


@dataclass
class Provider:
    """An identity provider that counts how often its keys are asked for."""

    issuer: LocalIssuer
    url: str = ""
    asked: int = 0
    away: bool = False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        keys = self.issuer.public_keys()
        status = b"503 Service Unavailable" if self.away else b"200 OK"
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(keys), keys)
        )
        await writer.drain()
        writer.close()


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider(new_local_issuer())
    server = await asyncio.start_server(provider.answer, "127.0.0.1", 0)
    provider.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys"
    async with server:
        yield provider


@pytest.fixture
def verifier(
    provider: Provider, settings_with: Callable[..., ServiceSettings], clock: FakeClock
) -> TokenVerifier:
    settings = settings_with(auth_jwks_file=None, auth_jwks_url=provider.url, auth_issuer=LOCAL_ISSUER)
    return token_verifier(settings, clock)


async def test_the_keys_are_read_once_for_many_tokens(
    provider: Provider, verifier: TokenVerifier, clock: FakeClock
) -> None:
    for subject in ("ann", "ben", "cem"):
        token = provider.issuer.token("planner", now=clock.now(), subject=subject)
        assert (await verifier.verify(token))["sub"] == subject
    assert provider.asked == 1


async def test_strangers_with_unknown_keys_do_not_make_us_ask_again_and_again(
    provider: Provider, verifier: TokenVerifier, clock: FakeClock
) -> None:
    await verifier.check()
    for _ in range(20):
        with pytest.raises(NotSignedIn):
            await verifier.verify(new_local_issuer().token("planner", now=clock.now()))
    assert provider.asked == 1


async def test_while_the_provider_is_away_known_keys_serve_on(
    provider: Provider, verifier: TokenVerifier, clock: FakeClock
) -> None:
    await verifier.check()
    provider.away = True
    clock.advance(timedelta(hours=1))
    token = provider.issuer.token("planner", now=clock.now())
    assert (await verifier.verify(token))["sub"] == "local-planner"


async def test_a_provider_that_was_never_reached_is_an_outage_and_nobodys_fault(
    provider: Provider, verifier: TokenVerifier, clock: FakeClock
) -> None:
    provider.away = True
    with pytest.raises(ConnectionError, match="keys could not be read"):
        await verifier.verify(provider.issuer.token("planner", now=clock.now()))
