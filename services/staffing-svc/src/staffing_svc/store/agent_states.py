"""States that agents entered; a later report of the same moment is a new revision, and the newest counts."""

from collections.abc import Sequence
from datetime import datetime

from concert_chassis.transaction import Transaction

from staffing_svc.domain.agent_states import LONGEST_STATE, EnteredState


async def put(tx: Transaction, states: Sequence[EnteredState]) -> int:
    """Of several of the same agent and moment the last counts. How many said something new."""
    raw = await tx.raw()
    stored = await raw.fetch(
        """
        INSERT INTO agent_state (agent_id, entered_at, revision, state, reported_at)
        SELECT s.agent_id, s.entered_at, coalesce(k.revision, 0) + 1, s.state, $4
        FROM (
            SELECT DISTINCT ON (agent_id, entered_at) agent_id, entered_at, state
            FROM unnest($1::text[], $2::timestamptz[], $3::text[])
                WITH ORDINALITY AS g(agent_id, entered_at, state, place)
            ORDER BY agent_id, entered_at, place DESC
        ) s
        LEFT JOIN LATERAL (
            SELECT a.revision, a.state FROM agent_state a
            WHERE a.agent_id = s.agent_id AND a.entered_at = s.entered_at ORDER BY a.revision DESC LIMIT 1
        ) k ON true
        WHERE k.state IS DISTINCT FROM s.state
        RETURNING 1
        """,
        [one.agent_id for one in states],
        [one.entered_at for one in states],
        [one.state for one in states],
        tx.now,
    )
    return len(stored)


async def list_of(
    tx: Transaction, agents: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[EnteredState]]:
    """By agent in order of time: those entered in [since, until), and those that may still hold at `since`."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT DISTINCT ON (agent_id, entered_at) agent_id, entered_at, state FROM agent_state "
        "WHERE agent_id = ANY($1::text[]) AND entered_at > $2 AND entered_at < $3 "
        "ORDER BY agent_id, entered_at, revision DESC",
        list(agents),
        since - LONGEST_STATE,
        until,
    )
    found: dict[str, list[EnteredState]] = {}
    for row in rows:
        state = EnteredState(row["agent_id"], row["state"], row["entered_at"])
        found.setdefault(row["agent_id"], []).append(state)
    return found


async def list_after(
    tx: Transaction,
    agent_id: str,
    since: datetime,
    until: datetime,
    *,
    after: datetime | None,
    limit: int,
) -> list[EnteredState]:
    """Of one agent, as they count now, in order of time."""
    raw = await tx.raw()
    rows = await raw.fetch(
        "SELECT DISTINCT ON (entered_at) entered_at, state FROM agent_state "
        "WHERE agent_id = $1 AND entered_at >= $2 AND entered_at < $3 "
        "AND ($4::timestamptz IS NULL OR entered_at > $4) "
        "ORDER BY entered_at, revision DESC LIMIT $5",
        agent_id,
        since,
        until,
        after,
        limit,
    )
    return [EnteredState(agent_id, row["state"], row["entered_at"]) for row in rows]
