"""Publish what was found to the department that can act on it; the same subject again is the same insight."""

from concert_chassis.transaction import Transaction
from concert_contracts.identity import uuid7

from insight_svc.commands.tell_insight import as_published, tell_insight
from insight_svc.domain.departments import Department
from insight_svc.domain.insight import Finding, Insight


async def publish_finding(tx: Transaction, finding: Finding, owner: Department) -> None:
    insight = Insight.published(uuid7(tx.now), finding, owner, tx.now)
    await tell_insight(tx, insight, as_published(insight), step="published", by=tx.actor)


async def publish_growth(tx: Transaction, insight: Insight, finding: Finding) -> None:
    """A new version; not once the owner has acted, for then its effect is being measured."""
    if insight.status in ("published", "acknowledged"):
        grown = insight.grown(finding, tx.now)
        await tell_insight(tx, grown, as_published(grown), step="grown", by=tx.actor)
