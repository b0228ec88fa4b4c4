"""Find what a campaign's callers ask and its brief does not answer, and tell the department whose campaign it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction

from insight_svc.commands.publish_finding import publish_finding, publish_growth
from insight_svc.domain.campaigns import AnnouncedCampaign, topics_of
from insight_svc.domain.confusion import LOOK_AGAIN_GROWTH, TopicCount, compare
from insight_svc.domain.confusion_finding import Asked, finding_of, has_grown, subject_of
from insight_svc.domain.insight import Finding
from insight_svc.domain.reasons import Reason
from insight_svc.store import campaigns, departments, insights, reasons, topic_looks, topics

WINDOW = timedelta(days=28)
AHEAD = timedelta(days=1)
"""Contacts further ahead than this carry a wrong time and are not counted."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`callers` of the campaign with a known reason were compared; `look` is the how-manieth it was."""

    count: TopicCount
    callers: int
    topics: int
    look: int
    since: datetime


async def find_confusion(tx: Transaction, campaign_id: UUID) -> None:
    campaign = await campaigns.find(tx, campaign_id)
    if campaign is None or campaign.cancelled_at is not None:
        return
    since = tx.now - WINDOW
    callers, counts = await _compare(tx, campaign, since)
    known = await reasons.find_many(tx, {count.topic for count in counts})
    asked = [count for count in counts if _is_asked(campaign, count, known.get(count.topic))]
    for count, look in await _alarms(tx, campaign_id, asked):
        alarm = Alarm(count, callers, len(asked), look, since)
        await _tell(tx, campaign, alarm, known.get(count.topic))


async def _compare(
    tx: Transaction, campaign: AnnouncedCampaign, since: datetime
) -> tuple[int, list[TopicCount]]:
    until = tx.now + AHEAD
    own = await topics.count_of_campaign(tx, campaign.campaign_id, since, until)
    others = await topics.count_of_others(tx, campaign.campaign_id, since, until)
    return sum(own.values()), compare(own, others)


def _is_asked(campaign: AnnouncedCampaign, count: TopicCount, reason: Reason | None) -> bool:
    """A topic that the brief leaves open; what a campaign is made for (value demand) is no confusion."""
    if reason is not None and reason.demand_type == "value":
        return False
    return not campaign.answers(topics_of(count.topic, reason))


async def _alarms(
    tx: Transaction, campaign_id: UUID, counts: list[TopicCount]
) -> list[tuple[TopicCount, int]]:
    """Those of the topics looked at now that pass; a topic that hardly grew is not looked at again."""
    before = await topic_looks.list_of(tx, campaign_id)
    alarms, looked = [], []
    for count in counts:
        looks, callers = before.get(count.topic, (0, 0))
        if count.callers < max(callers * LOOK_AGAIN_GROWTH, callers + 1) or not count.is_enough:
            continue
        looked.append((count.topic, looks + 1, count.callers))
        if count.is_alarm(topics=len(counts), look=looks + 1):
            alarms.append((count, looks + 1))
    await topic_looks.put(tx, campaign_id, looked)
    return alarms


async def _tell(tx: Transaction, campaign: AnnouncedCampaign, alarm: Alarm, reason: Reason | None) -> None:
    insight = await insights.lock_latest(tx, subject_of(campaign, alarm.count.topic))
    if insight is None:
        await _publish(tx, campaign, alarm, reason)
    elif insight.closed_at is not None:
        anew = await _since(tx, campaign, alarm, insight.closed_at)
        if anew is not None:
            await _publish(tx, campaign, anew, reason)
    elif has_grown(insight.finding, alarm.count):
        finding = await _finding(tx, campaign, alarm, reason)
        if finding is not None:
            await publish_growth(tx, insight, finding)


async def _publish(tx: Transaction, campaign: AnnouncedCampaign, alarm: Alarm, reason: Reason | None) -> None:
    finding = await _finding(tx, campaign, alarm, reason)
    if finding is not None:
        await publish_finding(tx, finding, await departments.find(tx, campaign.department))


async def _since(
    tx: Transaction, campaign: AnnouncedCampaign, alarm: Alarm, closed_at: datetime
) -> Alarm | None:
    """The same topic over what came after an insight on it was closed, if that alone is an alarm."""
    since = max(closed_at, alarm.since)
    callers, counts = await _compare(tx, campaign, since)
    for count in counts:
        if count.topic == alarm.count.topic and count.is_alarm(topics=alarm.topics, look=alarm.look):
            return Alarm(count, callers, alarm.topics, alarm.look, since)
    return None


async def _finding(
    tx: Transaction, campaign: AnnouncedCampaign, alarm: Alarm, reason: Reason | None
) -> Finding | None:
    topic, until = alarm.count.topic, tx.now + AHEAD
    heard = await topics.list_evidence(tx, campaign.campaign_id, topic, alarm.since, until)
    return finding_of(
        campaign,
        alarm.count,
        reason,
        asked=[Asked(one.caller, one.queue, one.started_at, one.note) for one in heard],
        elsewhere=await topics.list_other_notes(tx, topic, alarm.since, until),
        callers=alarm.callers,
        detected_at=tx.now,
    )
