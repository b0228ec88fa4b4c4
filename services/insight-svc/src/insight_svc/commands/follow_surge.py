"""Ask marketing about a surge that is, or may be, a campaign: once per surge and cause, anew when it is news."""

from dataclasses import replace

from concert_chassis.transaction import Transaction
from concert_contracts.staffing import SurgeCause

from insight_svc.commands.publish_finding import publish_finding, publish_growth
from insight_svc.domain.departments import Department
from insight_svc.domain.surge_findings import (
    Surge,
    campaigns_behind,
    finding_of,
    is_news,
    is_worth_telling,
    subject_of,
)
from insight_svc.store import campaigns, departments, insights, surges


async def follow_surge(tx: Transaction, surge: Surge) -> None:
    """What an ended surge is said to be later is not followed: its end was the last word."""
    before = await surges.find(tx, surge.surge_id)
    if before is not None:
        if before.ended_at is not None or (surge.ended_at is None and before.told_at > surge.told_at):
            return
        surge = replace(surge, false_alarms_stated=before.false_alarms_stated)
    await surges.put(tx, surge)
    for cause in campaigns_behind(surge):
        await _tell(tx, surge, cause)


async def _tell(tx: Transaction, surge: Surge, cause: SurgeCause) -> None:
    """A cause that explains too little opens nothing, but it may move what is open already."""
    insight = await insights.lock_latest(tx, subject_of(surge, cause))
    if insight is None and is_worth_telling(cause):
        owner = await _owner(tx, cause)
        await publish_finding(tx, finding_of(surge, cause, owner=owner.name), owner)
    elif insight is not None:
        finding = finding_of(surge, cause, owner=insight.owner_department)
        if is_news(insight.finding, finding):
            await publish_growth(tx, insight, finding)


async def _owner(tx: Transaction, cause: SurgeCause) -> Department:
    campaign = None if cause.campaign_id is None else await campaigns.find(tx, cause.campaign_id)
    if campaign is None:
        return await departments.find_campaigning(tx)
    return await departments.find(tx, campaign.department)
