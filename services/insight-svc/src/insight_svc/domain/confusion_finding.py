"""A confusion of a campaign's callers in words: how many ask what, with whose words, and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from insight_svc.domain.campaigns import AnnouncedCampaign
from insight_svc.domain.confusion import FALSE_ALARMS_STATED, FEWEST_CALLERS, FEWEST_CUSTOMERS, TopicCount
from insight_svc.domain.departments import CONTACT_CENTER
from insight_svc.domain.insight import LONGEST_TEXT, LONGEST_TITLE, Finding
from insight_svc.domain.reasons import Reason
from insight_svc.domain.redaction import without_tokens
from insight_svc.domain.words import key_words, words_of

MOST_EXAMPLES = 5
LONGEST_EXAMPLE = 500
MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One contact on the topic; `caller` is None when nobody knows who it was, `note` is redacted."""

    caller: str | None
    queue: str
    started_at: datetime
    note: str | None


def subject_of(campaign: AnnouncedCampaign, topic: str) -> str:
    return f"confusion:{campaign.campaign_id}:{topic}"


def has_grown(before: Finding, count: TopicCount) -> bool:
    """Only twice the evidence is worth a second message."""
    return count.callers >= 2 * before.evidence_contacts


def finding_of(
    campaign: AnnouncedCampaign,
    count: TopicCount,
    reason: Reason | None,
    *,
    asked: Sequence[Asked],
    elsewhere: Sequence[str],
    callers: int,
    detected_at: datetime,
) -> Finding | None:
    """None unless at least 10 callers and 3 customers who can be told apart ask it."""
    customers = {one.caller for one in asked if one.caller is not None}
    distinct = len(customers) + sum(one.caller is None for one in asked)
    if len(customers) < FEWEST_CUSTOMERS or distinct < FEWEST_CALLERS:
        return None
    notes = [one.note for one in asked if one.note]
    terms = key_words(notes, elsewhere, limit=MOST_TERMS)
    name = count.topic if reason is None else reason.name
    queues = {one.queue for one in asked}
    return Finding(
        subject=subject_of(campaign, count.topic),
        insight_type="campaign_confusion",
        audience_departments=tuple(name for name in (CONTACT_CENTER,) if name != campaign.department),
        title=f"Callers of {campaign.name} ask about {name}"[:LONGEST_TITLE],
        summary=_summary(campaign, count, name, callers)[:LONGEST_TEXT],
        campaign_id=campaign.campaign_id,
        queue=next(iter(queues)) if len(queues) == 1 else None,
        surge_id=None,
        topic=count.topic,
        marks=(),
        first_seen_at=min(one.started_at for one in asked),
        detected_at=detected_at,
        evidence_contacts=count.callers,
        expected_contacts=count.expected,
        likely_share=None,
        p_value=count.p_value,
        false_alarms_stated=FALSE_ALARMS_STATED,
        top_terms=tuple(terms) or (name[:200],),
        examples=examples(asked, terms),
        suggested_action=f"Answer {name!r} in the brief and in the waves still to come."[:LONGEST_TEXT],
    )


def examples(asked: Sequence[Asked], terms: Sequence[str]) -> tuple[str, ...]:
    """At most 5 notes, one per known customer, those with the most key words first; none below 3 customers."""
    best: dict[str, tuple[int, str]] = {}
    for one in asked:
        if one.caller is None or not one.note:
            continue
        words = set(words_of(one.note))
        score = sum(term in words for term in terms)
        if one.caller not in best or score > best[one.caller][0]:
            best[one.caller] = (score, without_tokens(one.note).strip()[:LONGEST_EXAMPLE])
    ranked = sorted((scored for scored in best.values() if scored[1]), key=lambda it: (-it[0], it[1]))
    chosen = tuple(dict.fromkeys(note for _, note in ranked))[:MOST_EXAMPLES]
    return chosen if len(ranked) >= FEWEST_CUSTOMERS else ()


def _summary(campaign: AnnouncedCampaign, count: TopicCount, name: str, callers: int) -> str:
    told = ", ".join(answer.topic for answer in campaign.brief[:10])
    brief = f"The brief answers: {told}." if told else "There is no brief yet that answers anything."
    return (
        f"{count.callers} of {callers} callers of {campaign.name} whose reason is known ask about {name}; "
        f"{count.expected:.1f} would be expected from other callers of the same queues. {brief}"
    )
