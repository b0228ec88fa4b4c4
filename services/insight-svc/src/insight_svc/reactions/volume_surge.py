"""More contacts arrive than forecast: if a campaign may be behind it, ask whose it is."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import VolumeSurge

from insight_svc.commands.follow_surge import follow_surge
from insight_svc.domain.surge_findings import Surge


async def on_volume_surge(tx: Transaction, event: VolumeSurge) -> None:
    await follow_surge(
        tx,
        Surge(
            surge_id=event.surge_id,
            queue=event.queue,
            since=event.since,
            told_at=event.detected_at,
            ended_at=None,
            expected_contacts=event.expected_contacts,
            observed_contacts=event.observed_contacts,
            false_alarms_stated=f"{event.false_alarms_per_week:g} false alarms per week on this queue",
            causes=event.causes,
        ),
    )
