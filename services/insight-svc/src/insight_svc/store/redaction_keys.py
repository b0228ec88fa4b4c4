"""The secret behind the tokens of redacted values, made once per installation and kept in its database."""

import secrets

from concert_chassis.transaction import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from insight_svc.store.tables import REDACTION_KEY

_PURPOSE = "notes"
_KEY_BYTES = 32


async def get(tx: Transaction) -> bytes:
    """The key; whoever asks first makes it."""
    query = select(REDACTION_KEY.c.key).where(REDACTION_KEY.c.purpose == _PURPOSE)
    found: bytes | None = (await tx.execute(query)).scalar_one_or_none()
    if found is not None:
        return found
    made = secrets.token_bytes(_KEY_BYTES)
    await tx.execute(
        insert(REDACTION_KEY)
        .values(purpose=_PURPOSE, key=made, made_at=tx.now)
        .on_conflict_do_nothing(index_elements=[REDACTION_KEY.c.purpose])
    )
    return bytes((await tx.execute(query)).scalar_one())
