"""Call training sessions off: their people take contacts again."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from concert_chassis.transaction import Transaction

from staffing_svc.commands.replan_queue import replan_stretch
from staffing_svc.domain.training import SessionBegun, TrainingSession
from staffing_svc.store import staff_changes, training_sessions


async def cancel_training(tx: Transaction, session_id: UUID) -> TrainingSession:
    """One session; calling it off again changes nothing. Raises `UnknownSession`, `SessionBegun`."""
    session = await training_sessions.lock(tx, session_id)
    if session.cancelled_at is not None:
        return session
    if session.starts_at <= tx.now:
        raise SessionBegun(f"it began at {session.starts_at:%Y-%m-%dT%H:%MZ}", field="/session_id")
    await _cancel(tx, [session])
    await replan_stretch(tx, session.queue, session.starts_at, session.ends_at)
    return replace(session, cancelled_at=tx.now, cancelled_by=tx.actor)


async def cancel_training_of(tx: Transaction, campaign_id: UUID) -> None:
    """All sessions to come of a campaign that will not happen."""
    sessions = await training_sessions.list_to_come(tx, campaign_id)
    await _cancel(tx, sessions)
    for session in sessions:
        await replan_stretch(tx, session.queue, session.starts_at, session.ends_at)


async def _cancel(tx: Transaction, sessions: Sequence[TrainingSession]) -> None:
    ids = [session.session_id for session in sessions]
    await training_sessions.cancel(tx, ids)
    await staff_changes.undo(tx, ids)
