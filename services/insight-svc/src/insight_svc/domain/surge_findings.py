"""What a surge tells marketing: somebody campaigns unannounced, or a campaign draws more than it said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.staffing import SurgeCause

from insight_svc.domain.departments import CONTACT_CENTER, SALES
from insight_svc.domain.insight import LONGEST_TEXT, LONGEST_TITLE, Finding

LEAST_SHARE = 0.3
"""A cause that explains less of the excess is not worth a department's time."""
SHARE_MOVED = 0.15
RATE_NOT_TOLD = "the false-alarm rate of the detector on this queue was not told"
MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Surge:
    """A surge as the center told it last; `ended_at` is None while it lasts."""

    surge_id: UUID
    queue: str
    since: datetime
    told_at: datetime
    ended_at: datetime | None
    expected_contacts: float
    observed_contacts: int
    false_alarms_stated: str
    causes: tuple[SurgeCause, ...]

    @property
    def excess_contacts(self) -> float:
        return max(self.observed_contacts - self.expected_contacts, 0.0)


def subject_of(surge: Surge, cause: SurgeCause) -> str:
    about = cause.campaign_id if cause.kind == "announced_campaign" else "unannounced"
    return f"surge:{surge.surge_id}:{about}"


def finding_of(surge: Surge, cause: SurgeCause, *, owner: str) -> Finding:
    """For causes of the kinds suspected_campaign and announced_campaign."""
    suspected = cause.kind == "suspected_campaign"
    marks = marks_of(cause)
    named = ", ".join(mark.replace(":", " ", 1) for mark in marks[:4]) or cause.label
    title = f"Whose campaign is this? {named}" if suspected else f"{cause.label} draws more than announced"
    return Finding(
        subject=subject_of(surge, cause),
        insight_type="known_surge",
        audience_departments=tuple(name for name in (CONTACT_CENTER, SALES) if name != owner),
        title=f"{title}, on {surge.queue}"[:LONGEST_TITLE],
        summary=_summary(surge, cause, named)[:LONGEST_TEXT],
        campaign_id=cause.campaign_id,
        queue=surge.queue,
        surge_id=surge.surge_id,
        topic=None,
        marks=marks,
        first_seen_at=surge.since,
        detected_at=surge.told_at,
        evidence_contacts=surge.observed_contacts,
        expected_contacts=surge.expected_contacts,
        likely_share=cause.share.likely,
        p_value=None,
        false_alarms_stated=surge.false_alarms_stated,
        top_terms=tuple(mark[:200] for mark in marks) or (cause.label,),
        examples=(),
        suggested_action=_WHOSE if suspected else _REVISE,
    )


_WHOSE = (
    "Say whose number or code this is, and announce the campaign, so that the center can plan for it. "
    "If it is nobody's here, dispute it."
)
_REVISE = "Revise the expected contacts or spread the waves that are still to come."


def marks_of(cause: SurgeCause) -> tuple[str, ...]:
    """The entries of the evidence that a reader can follow: `number:...`, `code:...` and their like."""
    known = ("number:", "code:", "reason:", "segment:")
    return tuple(entry for entry in cause.evidence if entry.startswith(known))[:MOST_MARKS]


def _summary(surge: Surge, cause: SurgeCause, named: str) -> str:
    share = cause.share
    shared = f"{share.likely:.0%} ({share.low:.0%} to {share.high:.0%})"
    seen = (
        f"{surge.queue} got {surge.observed_contacts} contacts where {surge.expected_contacts:.1f} were "
        f"forecast since {surge.since:%Y-%m-%d %H:%M} UTC. About {shared} of the {surge.excess_contacts:.1f} above it"
    )
    if cause.kind == "suspected_campaign":
        return f"{seen} have in common what no announced campaign has: {named}."
    return f"{seen} come from {cause.label}, beyond what its announcement let the center expect."


def is_news(before: Finding, after: Finding) -> bool:
    """Other marks, twice the excess, or a share that moved by 15 points: the rest is the same insight."""
    moved = abs((after.likely_share or 0.0) - (before.likely_share or 0.0))
    grown = _excess(after) >= 2 * max(_excess(before), 1.0)
    return grown or moved >= SHARE_MOVED or set(before.marks) != set(after.marks)


def _excess(finding: Finding) -> float:
    return finding.evidence_contacts - finding.expected_contacts


def campaigns_behind(surge: Surge) -> list[SurgeCause]:
    """The causes that are, or may be, somebody's campaign: the likeliest of each subject."""
    likeliest: dict[str, SurgeCause] = {}
    for cause in sorted(surge.causes, key=lambda cause: -cause.share.likely):
        if cause.kind in ("suspected_campaign", "announced_campaign"):
            likeliest.setdefault(subject_of(surge, cause), cause)
    return list(likeliest.values())


def is_worth_telling(cause: SurgeCause) -> bool:
    return cause.share.likely >= LEAST_SHARE
