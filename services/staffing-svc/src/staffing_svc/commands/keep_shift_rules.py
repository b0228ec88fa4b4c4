"""Keep a team's shift rules: a new version beside the earlier ones, which schedules made under them still name."""

from collections.abc import Mapping, Sequence

from concert_chassis.transaction import Transaction

from staffing_svc.domain.queues import UnknownQueue
from staffing_svc.domain.team_rules import TeamRules
from staffing_svc.store import queues as stored_queues
from staffing_svc.store import shift_rules


async def keep_shift_rules(
    tx: Transaction,
    team: str,
    *,
    queues: Sequence[str],
    timezone: str,
    rules: Mapping[str, object],
    seen_version: int,
) -> TeamRules:
    """Raises `UnknownQueue`, `UnknownTimeZone`, `QueueNamedTwice`, `RotaWithoutDates`, `ImpossibleShiftRule`."""
    kept = TeamRules(
        team=team,
        version=seen_version + 1,
        queues=tuple(queues),
        timezone=timezone,
        rules=rules,
        changed_at=tx.now,
        changed_by=tx.actor,
    )
    kept.as_rules()
    known = await stored_queues.find_many(tx, list(queues))
    for place, queue in enumerate(queues):
        if queue not in known:
            raise UnknownQueue(
                f"no queue {queue!r} is known: load its history or set it up first", field=f"/queues/{place}"
            )
    await shift_rules.add(tx, kept)
    return kept
