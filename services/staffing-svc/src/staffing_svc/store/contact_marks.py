"""The marks of contacts: what callers dialed, quoted and asked about, by queue and time."""

from collections.abc import Sequence
from datetime import datetime

from concert_chassis.transaction import Transaction

from staffing_svc.domain.attribution import Mark, MarkCount, MarkCounts
from staffing_svc.domain.contact_marks import ContactMarks
from staffing_svc.domain.losses import Call

GOT_AWAY = ("abandoned", "blocked")

_PUT = """
INSERT INTO contact_mark (
    contact_id, queue, started_at, outcome, dialed_number, code, reason_code, segment, caller_hash
)
SELECT DISTINCT ON (contact_id) contact_id, queue, started_at, outcome, dialed_number, code, reason_code, segment,
       caller_hash
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[]) WITH ORDINALITY AS c(contact_id, queue, started_at, outcome, dialed_number, code,
            reason_code, segment, caller_hash, place)
ORDER BY contact_id, place DESC
ON CONFLICT (contact_id) DO UPDATE SET queue = excluded.queue, started_at = excluded.started_at,
    outcome = excluded.outcome, dialed_number = excluded.dialed_number, code = excluded.code,
    reason_code = excluded.reason_code, segment = excluded.segment, caller_hash = excluded.caller_hash
"""

# A contact that carries a mark of an announced campaign is that campaign's; the others are counted by mark.
_COUNT = """
WITH seen AS (
    SELECT started_at >= $3 AS now, dialed_number, code, reason_code, segment FROM contact_mark
    WHERE queue = $1 AND started_at >= $2 AND started_at < $4
      AND NOT coalesce(dialed_number = ANY($5), false) AND NOT coalesce(code = ANY($6), false)
), marks AS (
    SELECT now, 'number' AS dimension, dialed_number AS value FROM seen WHERE dialed_number IS NOT NULL
    UNION ALL SELECT now, 'code', code FROM seen WHERE code IS NOT NULL
    UNION ALL SELECT now, 'reason', reason_code FROM seen WHERE reason_code IS NOT NULL
    UNION ALL SELECT now, 'segment', segment FROM seen WHERE segment IS NOT NULL
)
SELECT NULL AS dimension, NULL AS value, count(*) FILTER (WHERE now) AS now, count(*) FILTER (WHERE NOT now) AS before
FROM seen
UNION ALL
SELECT dimension, value, count(*) FILTER (WHERE now), count(*) FILTER (WHERE NOT now) FROM marks
GROUP BY dimension, value HAVING count(*) FILTER (WHERE now) > 0
"""


async def put(tx: Transaction, marks: Sequence[ContactMarks]) -> None:
    raw = await tx.raw()
    columns = zip(
        *(
            (
                m.contact_id,
                m.queue,
                m.started_at,
                m.outcome,
                m.dialed_number,
                m.code,
                m.reason_code,
                m.segment,
                m.caller_hash,
            )
            for m in marks
        ),
        strict=True,
    )
    await raw.execute(_PUT, *[list(column) for column in columns])


async def count(
    tx: Transaction,
    queue: str,
    *,
    reference_since: datetime,
    since: datetime,
    until: datetime,
    announced_numbers: Sequence[str],
    announced_codes: Sequence[str],
) -> MarkCounts | None:
    """Marks in [since, until) against those in [reference_since, since); None when no contact is known there."""
    raw = await tx.raw()
    rows = await raw.fetch(
        _COUNT, queue, reference_since, since, until, list(announced_numbers), list(announced_codes)
    )
    totals = next(row for row in rows if row["dimension"] is None)
    if not totals["now"]:
        return None
    counts = tuple(
        MarkCount(Mark(row["dimension"], row["value"]), row["now"], row["before"])
        for row in rows
        if row["dimension"] is not None
    )
    return MarkCounts(totals["now"], totals["before"], counts)


async def count_coded(
    tx: Transaction,
    queue: str,
    since: datetime,
    until: datetime,
    numbers: Sequence[str],
    codes: Sequence[str],
) -> tuple[int, int]:
    """Contacts that dialed one of the numbers or quoted one of the codes, and all contacts, in [since, until)."""
    raw = await tx.raw()
    row = await raw.fetchrow(
        "SELECT count(*) FILTER (WHERE dialed_number = ANY($4) OR code = ANY($5)) AS coded, count(*) AS contacts "
        "FROM contact_mark WHERE queue = $1 AND started_at >= $2 AND started_at < $3",
        queue,
        since,
        until,
        list(numbers),
        list(codes),
    )
    return int(row["coded"]), int(row["contacts"])


async def calls(
    tx: Transaction, queue: str, since: datetime, until: datetime
) -> tuple[list[Call], list[Call]]:
    """Contacts that got away (gave up, or found no line) and all contacts of [since, until), by hashed caller."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT caller_hash, started_at, outcome FROM contact_mark "
        "WHERE queue = $1 AND started_at >= $2 AND started_at < $3",
        queue,
        since,
        until,
    )
    every = [Call(row["caller_hash"], row["started_at"]) for row in rows]
    away = [call for call, row in zip(every, rows, strict=True) if row["outcome"] in GOT_AWAY]
    return away, every


async def count_blocked(tx: Transaction, queue: str, since: datetime, until: datetime) -> int | None:
    """Contacts of [since, until) that found no line; None when no contact is known there."""
    raw = await tx.raw()
    row = await raw.fetchrow(
        "SELECT count(*) FILTER (WHERE outcome = 'blocked') AS blocked, count(*) AS contacts FROM contact_mark "
        "WHERE queue = $1 AND started_at >= $2 AND started_at < $3",
        queue,
        since,
        until,
    )
    return int(row["blocked"]) if row["contacts"] else None
