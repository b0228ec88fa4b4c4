"""A campaign as marketing announced it: how its callers are known, and what its brief answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from insight_svc.domain.reasons import Reason
from insight_svc.domain.words import words_of

_SAYS_NOTHING = frozenset(
    {"inquiry", "enquiry", "request", "issue", "problem", "info", "information", "other"}
)


@dataclass(frozen=True, slots=True)
class BriefAnswer:
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class AnnouncedCampaign:
    """`numbers` and `codes` are keys (see `contacts.key_of`)."""

    campaign_id: UUID
    version: int
    name: str
    department: str
    launch_at: datetime
    ends_at: datetime
    numbers: tuple[str, ...]
    codes: tuple[str, ...]
    brief: tuple[BriefAnswer, ...]
    cancelled_at: datetime | None

    def answers(self, topics: Iterable[str]) -> bool:
        """Whether all words of one of the topics are in one answer, or an answer's own topic is in a topic."""
        asked = [frozenset(words_of(topic)) - _SAYS_NOTHING for topic in topics]
        for answer in self.brief:
            named = frozenset(words_of(answer.topic)) - _SAYS_NOTHING
            said = named | frozenset(words_of(answer.text))
            if any(words and (words <= said or (named and named <= words)) for words in asked):
                return True
        return False


def topics_of(code: str, reason: Reason | None) -> tuple[str, ...]:
    """The phrases by which a brief could answer a reason: its code, its name and the topics given to it."""
    spoken = code.replace("-", " ").replace("_", " ")
    return (spoken,) if reason is None else (spoken, reason.name, *reason.topics)
