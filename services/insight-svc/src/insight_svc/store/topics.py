"""Who asked about what: counts of callers by queue and reason, the notes behind them, and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from concert_chassis.transaction import Transaction

LATEST_CONTACTS = 20_000
"""So many of the latest contacts of a campaign, and of the others, are compared."""

# One per customer: somebody who calls five times is one. Callers that nobody knows count each for themselves.
_CAMPAIGN = """
SELECT queue, reason, count(DISTINCT coalesce(caller, contact_id)) AS callers
FROM (
    SELECT queue, reason, caller, contact_id FROM contact
    WHERE campaign_id = $1 AND started_at >= $2 AND started_at < $3 AND reason IS NOT NULL AND examined
    ORDER BY started_at DESC LIMIT $4
) AS latest GROUP BY queue, reason
"""
_OTHERS = """
SELECT queue, reason, count(DISTINCT coalesce(caller, contact_id)) AS callers
FROM (
    SELECT queue, reason, caller, contact_id FROM contact
    WHERE campaign_id IS DISTINCT FROM $1 AND started_at >= $2 AND started_at < $3 AND reason IS NOT NULL AND examined
    ORDER BY started_at DESC LIMIT $4
) AS latest GROUP BY queue, reason
"""
_EVIDENCE = """
SELECT contact_id, caller, queue, started_at, note FROM contact
WHERE campaign_id = $1 AND reason = $2 AND started_at >= $3 AND started_at < $4 AND examined
ORDER BY started_at, contact_id LIMIT 2000
"""
_OTHER_NOTES = """
SELECT note FROM contact
WHERE reason IS DISTINCT FROM $1 AND started_at >= $2 AND started_at < $3 AND note IS NOT NULL AND examined
ORDER BY started_at DESC LIMIT 1000
"""
_DAYS = """
SELECT (started_at AT TIME ZONE 'UTC')::date AS day,
    count(*) FILTER (WHERE reason IS NOT DISTINCT FROM $1) AS topic,
    count(*) FILTER (WHERE reason IS DISTINCT FROM $1) AS control
FROM contact
WHERE ($2::uuid IS NULL OR campaign_id = $2) AND started_at >= $3 AND started_at < $4 AND examined
    AND reason IS NOT NULL
GROUP BY 1 ORDER BY 1
"""
_MARKED_DAYS = """
SELECT (started_at AT TIME ZONE 'UTC')::date AS day, count(*) FILTER (WHERE marked) AS topic,
    count(*) FILTER (WHERE NOT marked) AS control
FROM (
    SELECT started_at, coalesce(dialed_number = ANY($2), false) OR coalesce(code = ANY($3), false)
        OR coalesce(campaign_code = ANY($3), false) AS marked
    FROM contact WHERE queue = $1 AND started_at >= $4 AND started_at < $5
) AS c GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """One contact on a topic; `note` is redacted."""

    contact_id: str
    caller: str | None
    queue: str
    started_at: datetime
    note: str | None


Counts = dict[tuple[str, str], int]
DayCount = tuple[date, int, int]
"""(day in UTC, contacts on the topic, other contacts)."""


async def count_of_campaign(tx: Transaction, campaign_id: UUID, since: datetime, until: datetime) -> Counts:
    rows = await (await tx.raw()).fetch(_CAMPAIGN, campaign_id, since, until, LATEST_CONTACTS)
    return {(row["queue"], row["reason"]): row["callers"] for row in rows}


async def count_of_others(tx: Transaction, campaign_id: UUID, since: datetime, until: datetime) -> Counts:
    rows = await (await tx.raw()).fetch(_OTHERS, campaign_id, since, until, LATEST_CONTACTS)
    return {(row["queue"], row["reason"]): row["callers"] for row in rows}


async def list_evidence(
    tx: Transaction, campaign_id: UUID, topic: str, since: datetime, until: datetime
) -> list[Heard]:
    rows = await (await tx.raw()).fetch(_EVIDENCE, campaign_id, topic, since, until)
    return [
        Heard(row["contact_id"], row["caller"], row["queue"], row["started_at"], row["note"]) for row in rows
    ]


async def list_other_notes(tx: Transaction, topic: str, since: datetime, until: datetime) -> list[str]:
    rows = await (await tx.raw()).fetch(_OTHER_NOTES, topic, since, until)
    return [row["note"] for row in rows]


async def count_days(
    tx: Transaction, topic: str, campaign_id: UUID | None, since: datetime, until: datetime
) -> list[DayCount]:
    """Contacts with the reason against the others, of one campaign or of all contacts."""
    rows = await (await tx.raw()).fetch(_DAYS, topic, campaign_id, since, until)
    return [(row["day"], row["topic"], row["control"]) for row in rows]


async def count_marked_days(
    tx: Transaction,
    queue: str,
    *,
    numbers: Sequence[str],
    codes: Sequence[str],
    since: datetime,
    until: datetime,
) -> list[DayCount]:
    """Contacts that carry one of the numbers or codes against the others of the queue."""
    rows = await (await tx.raw()).fetch(_MARKED_DAYS, queue, list(numbers), list(codes), since, until)
    return [(row["day"], row["topic"], row["control"]) for row in rows]
