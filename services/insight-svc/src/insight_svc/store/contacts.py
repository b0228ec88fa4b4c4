"""Contacts as facts, written and examined many at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import RowMapping, select

from insight_svc.domain.contacts import Contact, Examined, Unexamined
from insight_svc.store.tables import CONTACT

_PUT = """
INSERT INTO contact (contact_id, queue, channel, started_at, outcome, wait_s, handle_s, caller, dialed_number, code,
    campaign_code, reason_code, note, product, segment, received_at, examined)
SELECT DISTINCT ON (contact_id) contact_id, queue, channel, started_at, outcome, wait_s, handle_s, caller,
    dialed_number, code, campaign_code, reason_code, note, product, segment, $1, false
FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::float8[], $8::float8[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
    WITH ORDINALITY AS c(contact_id, queue, channel, started_at, outcome, wait_s, handle_s, caller, dialed_number,
    code, campaign_code, reason_code, note, product, segment, place)
ORDER BY contact_id, place DESC
ON CONFLICT (contact_id) DO UPDATE SET queue = excluded.queue, channel = excluded.channel,
    started_at = excluded.started_at, outcome = excluded.outcome, wait_s = excluded.wait_s,
    handle_s = excluded.handle_s, caller = excluded.caller, dialed_number = excluded.dialed_number,
    code = excluded.code, campaign_code = excluded.campaign_code, reason_code = excluded.reason_code,
    note = excluded.note, product = excluded.product, segment = excluded.segment,
    received_at = excluded.received_at, examined = false, campaign_id = NULL, reason = NULL, confidence = NULL,
    model_version = NULL
"""

# A contact that is being reported anew this moment is left for the next look: nobody waits for the other.
_LOCK_UNEXAMINED = """
SELECT contact_id, reason_code, note FROM contact WHERE NOT examined ORDER BY received_at, contact_id LIMIT $1
FOR UPDATE SKIP LOCKED
"""

# A contact belongs to the campaign whose code or number it carries; of several to the one that runs then.
_EXAMINE = """
WITH seen AS (
    SELECT contact_id, reason, confidence, model_version
    FROM unnest($1::text[], $2::text[], $3::float8[], $4::int[]) AS e(contact_id, reason, confidence, model_version)
), done AS (
    UPDATE contact c SET examined = true, reason = seen.reason, confidence = seen.confidence,
        model_version = seen.model_version,
        campaign_id = (
            SELECT a.campaign_id FROM announced_campaign a
            WHERE (a.codes && array_remove(ARRAY[c.campaign_code, c.code], NULL)
                   OR a.numbers && array_remove(ARRAY[c.dialed_number], NULL))
              AND c.started_at < a.ends_at + interval '60 days'
            ORDER BY (c.started_at >= a.launch_at AND c.started_at < a.ends_at) DESC, a.launch_at DESC, a.campaign_id
            LIMIT 1
        )
    FROM seen WHERE c.contact_id = seen.contact_id
    RETURNING c.campaign_id
)
SELECT DISTINCT campaign_id FROM done WHERE campaign_id IS NOT NULL ORDER BY campaign_id
"""

_LOOK_AGAIN = """
UPDATE contact SET examined = false
WHERE campaign_id IS DISTINCT FROM $1 AND started_at >= $2
  AND (dialed_number = ANY($3) OR code = ANY($4) OR campaign_code = ANY($4))
"""


async def put(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """A later report of the same contact replaces the earlier one, and is examined anew."""
    columns = zip(*(_values(contact) for contact in contacts), strict=True)
    await (await tx.raw()).execute(_PUT, tx.now, *(list(column) for column in columns))


async def lock_unexamined(tx: Transaction, *, limit: int) -> list[Unexamined]:
    """What came in since somebody last looked, oldest first."""
    rows = await (await tx.raw()).fetch(_LOCK_UNEXAMINED, limit)
    return [Unexamined(row["contact_id"], row["reason_code"], row["note"]) for row in rows]


async def put_examined(tx: Transaction, examined: Sequence[Examined]) -> list[UUID]:
    """Writes what was found and gives the campaigns that these contacts belong to."""
    rows = await (await tx.raw()).fetch(
        _EXAMINE,
        [one.contact_id for one in examined],
        [one.reason for one in examined],
        [one.confidence for one in examined],
        [one.model_version for one in examined],
    )
    return [row["campaign_id"] for row in rows]


async def look_again(
    tx: Transaction, campaign_id: UUID, *, since: datetime, numbers: Sequence[str], codes: Sequence[str]
) -> None:
    """Contacts that came before their campaign was announced are examined once more."""
    await (await tx.raw()).execute(_LOOK_AGAIN, campaign_id, since, list(numbers), list(codes))


async def find(tx: Transaction, contact_id: str) -> RowMapping | None:
    query = select(
        CONTACT.c.contact_id,
        CONTACT.c.queue,
        CONTACT.c.started_at,
        CONTACT.c.campaign_id,
        CONTACT.c.reason_code,
        CONTACT.c.reason,
        CONTACT.c.confidence,
        CONTACT.c.model_version,
        CONTACT.c.note,
    ).where(CONTACT.c.contact_id == contact_id)
    return (await tx.execute(query)).mappings().one_or_none()


def _values(contact: Contact) -> tuple[object, ...]:
    return (
        contact.contact_id,
        contact.queue,
        contact.channel,
        contact.started_at,
        contact.outcome,
        contact.wait_s,
        contact.handle_s,
        contact.caller,
        contact.dialed_number,
        contact.code,
        contact.campaign_code,
        contact.reason_code,
        contact.note,
        contact.product,
        contact.segment,
    )
