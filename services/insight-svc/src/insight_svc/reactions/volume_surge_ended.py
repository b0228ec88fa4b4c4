"""A surge is over: what it came to is the last word on what it was."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurgeEnded

from insight_svc.commands.follow_surge import follow_surge
from insight_svc.domain.surge_findings import RATE_NOT_TOLD, Surge


async def on_volume_surge_ended(tx: Transaction, event: VolumeSurgeEnded) -> None:
    await follow_surge(
        tx,
        Surge(
            surge_id=event.surge_id,
            queue=event.queue,
            since=event.since,
            told_at=event.ended_at,
            ended_at=event.ended_at,
            expected_contacts=event.expected_contacts,
            observed_contacts=event.observed_contacts,
            false_alarms_stated=RATE_NOT_TOLD,
            causes=event.causes,
        ),
    )
