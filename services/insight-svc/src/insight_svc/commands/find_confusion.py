"""Find what a campaign's callers ask and its brief does not answer, and tell the department whose campaign it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction

from insight_svc.commands.publish_finding import publish_finding, publish_growth
from insight_svc.domain.campaigns import AnnouncedCampaign, topics_of
from insight_svc.domain.confusion import (
    FEWEST_CALLERS,
    LOOK_AGAIN_GROWTH,
    TopicCount,
    callers_by_topic,
    compare,
)
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
    own = await topics.count_of_campaign(tx, campaign_id, since, tx.now + AHEAD)
    known = await reasons.find_many(tx, {reason for _, reason in own})
    asked = {
        topic: n for topic, n in callers_by_topic(own).items() if _is_asked(campaign, topic, known.get(topic))
    }
    looks = await topic_looks.list_of(tx, campaign_id)
    due = {topic for topic, callers in asked.items() if _is_due(callers, looks.get(topic, (0, 0))[1])}
    if not due:
        return
    others = await topics.count_of_others(tx, campaign_id, since, tx.now + AHEAD)
    counts = [count for count in compare(own, others) if count.topic in due]
    for count in counts:
        alarm = Alarm(count, sum(own.values()), len(asked), looks.get(count.topic, (0, 0))[0] + 1, since)
        if count.is_alarm(topics=alarm.topics, look=alarm.look):
            await _tell(tx, campaign, alarm, known.get(count.topic))
    await topic_looks.put(tx, campaign_id, [_looked(count, looks) for count in counts])


def _is_asked(campaign: AnnouncedCampaign, topic: str, reason: Reason | None) -> bool:
    """A topic that the brief leaves open; what a campaign is made for (value demand) is no confusion."""
    if reason is not None and reason.demand_type == "value":
        return False
    return not campaign.answers(topics_of(topic, reason))


def _is_due(callers: int, before: int) -> bool:
    """A topic that hardly grew since the last look is not looked at again."""
    return callers >= FEWEST_CALLERS and callers >= max(before * LOOK_AGAIN_GROWTH, before + 1)


def _looked(count: TopicCount, looks: dict[str, tuple[int, int]]) -> tuple[str, int, int]:
    """A topic that is no more frequent than elsewhere is not tested, and spends no look."""
    return count.topic, looks.get(count.topic, (0, 0))[0] + count.is_enough, count.callers


async def _compare(
    tx: Transaction, campaign: AnnouncedCampaign, since: datetime
) -> tuple[int, list[TopicCount]]:
    until = tx.now + AHEAD
    own = await topics.count_of_campaign(tx, campaign.campaign_id, since, until)
    others = await topics.count_of_others(tx, campaign.campaign_id, since, until)
    return sum(own.values()), compare(own, others)


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
