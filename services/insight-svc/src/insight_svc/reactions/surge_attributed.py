"""More is known of why a surge is happening: tell whom it concerns, if it is news to them."""

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeAttributed

from insight_svc.commands.follow_surge import follow_surge
from insight_svc.domain.surge_findings import RATE_NOT_TOLD, Surge


async def on_surge_attributed(tx: Transaction, event: SurgeAttributed) -> None:
    await follow_surge(
        tx,
        Surge(
            surge_id=event.surge_id,
            queue=event.queue,
            since=event.since,
            told_at=event.attributed_at,
            ended_at=None,
            expected_contacts=event.expected_contacts,
            observed_contacts=event.observed_contacts,
            false_alarms_stated=RATE_NOT_TOLD,
            causes=event.causes,
        ),
    )
