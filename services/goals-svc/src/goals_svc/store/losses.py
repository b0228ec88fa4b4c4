"""Lost opportunity as staffing-svc booked it; an entry that was corrected no longer counts."""

from collections import defaultdict
from datetime import datetime

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import OpportunityLost
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from goals_svc.domain.scorecard import LostPart
from goals_svc.store.tables import LARGEST_MINOR, LOSSES


async def put(tx: Transaction, entry: OpportunityLost) -> None:
    await tx.execute(
        insert(LOSSES)
        .values(
            entry_id=entry.entry_id,
            corrects_entry_id=entry.corrects_entry_id,
            window_start_at=entry.window_start_at,
            currency=entry.currency,
            low_minor=entry.observed.low_minor,
            likely_minor=entry.observed.likely_minor,
            high_minor=entry.observed.high_minor,
            by_cause=[part.model_dump(mode="json") for part in entry.by_cause],
        )
        .on_conflict_do_nothing()
    )


async def by_cause(tx: Transaction, since: datetime, until: datetime) -> tuple[LostPart, ...]:
    """Sums over the standing entries of the period; low and high go with each cause's part of the likely.

    Where nothing was likely lost, the causes share the upper bound evenly: it is shown, not dropped.
    """
    corrected = select(LOSSES.c.corrects_entry_id).where(LOSSES.c.corrects_entry_id.is_not(None))
    query = select(LOSSES).where(
        LOSSES.c.window_start_at >= since,
        LOSSES.c.window_start_at < until,
        LOSSES.c.entry_id.not_in(corrected),
    )
    sums: dict[tuple[str, str | None, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in (await tx.execute(query)).mappings():
        for part in row["by_cause"]:
            share = (
                part["likely_minor"] / row["likely_minor"]
                if row["likely_minor"]
                else 1 / len(row["by_cause"])
            )
            sums_of = sums[part["kind"], part["department"], row["currency"]]
            for index, column in enumerate(("low_minor", "likely_minor", "high_minor")):
                sums_of[index] += row[column] * share
    return tuple(
        LostPart(kind, department, currency, _minor(low), _minor(likely), _minor(high))
        for (kind, department, currency), (low, likely, high) in sorted(
            sums.items(), key=lambda item: -item[1][1]
        )
        if high > 0
    )


def _minor(amount: float) -> int:
    """Whole minor units, at most what JSON carries exactly."""
    return min(round(amount), LARGEST_MINOR)
