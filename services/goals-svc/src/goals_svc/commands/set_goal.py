"""Set a shared goal: several departments answer for it from now on, under its guard rail."""

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from concert_chassis.etags import VersionStale
from concert_chassis.transaction import Transaction
from concert_contracts.goals import GoalSet, GuardRail

from goals_svc.domain.goals import Goal
from goals_svc.store import goals

SCORECARD: UUID = uuid5(NAMESPACE_URL, "urn:concert:scorecard:shared")
"""The one standing scorecard on which all shared goals are."""


async def set_goal(tx: Transaction, goal: Goal, *, seen_version: int) -> Goal:
    """The goal in its next version; `seen_version` is the one it replaces (0 for none). Raises VersionStale."""
    changed = replace(goal, version=seen_version + 1)
    if not await goals.put(tx, changed):
        raise VersionStale("Somebody else set this goal in the meantime: read it again.", field="/if-match")
    tx.emit(
        GoalSet(
            scorecard_id=SCORECARD,
            goal_id=changed.goal_id,
            version=changed.version,
            set_at=tx.now,
            name=changed.name,
            accountable_departments=changed.accountable_departments,
            period_start=changed.period_start,
            period_end=changed.period_end,
            currency=changed.currency,
            start_minor=changed.start_minor,
            target_minor=changed.target_minor,
            guard_rail=GuardRail.model_validate(
                {
                    "variant": changed.guard_rail.variant,
                    "within_s": changed.guard_rail.within_s,
                    "floor_share": changed.guard_rail.floor_share,
                }
            ),
        )
    )
    return changed
