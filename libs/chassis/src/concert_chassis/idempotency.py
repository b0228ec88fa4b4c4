"""A client that repeats a POST gets the answer it missed: key and answer commit with what was done."""

import hashlib
from typing import NoReturn

from concert_contracts.refusal import Refusal
from fastapi import Request, Response
from pydantic_core import from_json, to_json

from concert_chassis.transaction import Transaction

HEADER = "idempotency-key"
KEPT_HEADERS = ("content-type", "etag", "location")


class IdempotencyKeyMalformed(Refusal):
    """A key is 1 to 200 visible ASCII characters; a fresh UUID per intention is best."""

    code = "idempotency-key-malformed"
    status = 422
    place = "header"


class IdempotencyKeyReused(Refusal):
    """The key was used for another request: a new intention needs a new key."""

    code = "idempotency-key-reused"
    status = 422
    place = "header"


class RequestInProgress(Refusal):
    """The same request is being worked on right now: wait, then repeat it."""

    code = "request-in-progress"
    status = 409
    place = "header"

    def __init__(self) -> None:
        super().__init__(
            "A request with this key is being worked on. Repeat it in a second.", field=f"/{HEADER}"
        )
        self.headers = {"Retry-After": "1"}


def idempotency_key(request: Request) -> str | None:
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is not None and not (1 <= len(key) <= 200 and key.isascii() and key.isprintable()):
        raise IdempotencyKeyMalformed(
            "Idempotency-Key is 1 to 200 visible ASCII characters, such as a UUID.", field=f"/{HEADER}"
        )
    return key


async def recalled(tx: Transaction, request: Request, key: str) -> Response | None:
    """The answer given before to the same request; None when this is the first one.

    Holds the key until the transaction ends. Raises RequestInProgress, IdempotencyKeyReused.
    """
    raw = await tx.raw()
    if not await raw.fetchval("SELECT pg_try_advisory_xact_lock($1)", _lock_of(tx.actor, key)):
        raise RequestInProgress
    kept = await raw.fetchrow(
        "SELECT fingerprint, status, headers::text, body FROM idempotency WHERE subject = $1 AND key = $2",
        tx.actor,
        key,
    )
    if kept is None:
        return None
    if kept["fingerprint"] != await _fingerprint(request):
        _refuse_reuse()
    headers = {**from_json(kept["headers"]), "idempotency-replayed": "true"}
    return Response(kept["body"], kept["status"], headers)


def _refuse_reuse() -> NoReturn:
    raise IdempotencyKeyReused(
        "This key was used for another request. Use a new key for a new intention.", field=f"/{HEADER}"
    )


async def remember(tx: Transaction, request: Request, key: str, answer: Response) -> None:
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    raw = await tx.raw()
    await raw.execute(
        "INSERT INTO idempotency (subject, key, fingerprint, status, headers, body, created_at) "
        "VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7)",
        tx.actor,
        key,
        await _fingerprint(request),
        answer.status_code,
        to_json(headers).decode(),
        bytes(answer.body),
        tx.now,
    )


async def _fingerprint(request: Request) -> bytes:
    digest = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        digest.update(part.encode() + b"\n")
    digest.update(await request.body())
    return digest.digest()


def _lock_of(subject: str, key: str) -> int:
    digest = hashlib.blake2b(f"idempotency\n{subject}\n{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
