"""What may be behind a surge, and what is known of each candidate in the surge's window."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from concert_contracts.refusal import Refusal


class ImpossibleEvidence(Refusal):
    """Counts, shares or spreads that cannot be."""

    code: ClassVar[str] = "impossible-evidence"
    status: ClassVar[int] = 422


class CauseKind(StrEnum):
    ANNOUNCED_CAMPAIGN = "announced-campaign"
    SUSPECTED_CAMPAIGN = "suspected-campaign"
    BUSINESS_EVENT = "business-event"
    UNEXPLAINED = "unexplained"


class Evidence(StrEnum):
    """What a share rests on, best first."""

    CODES = "codes-and-numbers"
    CURVE = "response-curve"
    MARKS = "shared-marks"
    EVENT = "business-event"
    REMAINDER = "remainder"


@dataclass(frozen=True, slots=True)
class Mark:
    """`dimension` is number, code, reason or segment; `value` what the contacts have in common."""

    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class SurgeExcess:
    """Contacts above expectation in the surge's window, with the standard error of that difference."""

    expected_contacts: float
    observed_contacts: float
    standard_error: float

    @property
    def contacts(self) -> float:
        return self.observed_contacts - self.expected_contacts


@dataclass(frozen=True, slots=True)
class CampaignEvidence:
    """An announced campaign in the window.

    `expected_contacts` is what its response curve says, `relative_sd` how far campaigns of its channel have
    missed that (.4 = 40 %). `coded_contacts` carry its dedicated code or number (None: it has none), and
    `code_share` of its contacts do so (1 for a dialed number, learnt for a code; None: nobody knows which part of
    the callers quote it), known to `code_share_relative_sd`. `in_forecast_contacts` are already part of the
    expectation.
    """

    campaign_id: str
    expected_contacts: float
    relative_sd: float
    coded_contacts: int | None = None
    code_share: float | None = 1.0
    code_share_relative_sd: float = 0.0
    in_forecast_contacts: float = 0.0
    marks: frozenset[Mark] = frozenset()

    def __post_init__(self) -> None:
        if min(self.expected_contacts, self.in_forecast_contacts, self.coded_contacts or 0) < 0:
            raise ImpossibleEvidence("contacts below zero", field="expected_contacts")
        if self.relative_sd <= 0:
            raise ImpossibleEvidence("no response curve is certain", field="relative_sd")
        if self.code_share is not None and not 0 < self.code_share <= 1:
            raise ImpossibleEvidence("the share with a code lies above 0 and up to 1", field="code_share")


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """A business event (bill run, mailing, release) with the contacts it is known to bring in the window."""

    event_id: str
    expected_contacts: float
    relative_sd: float


@dataclass(frozen=True, slots=True)
class MarkCount:
    """Contacts with a mark: in the surge's window and in the reference period."""

    mark: Mark
    now: int
    reference: int


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """Counts over contacts that carry no announced campaign's code or number; totals of the same contacts."""

    contacts_now: int
    contacts_reference: int
    counts: tuple[MarkCount, ...]
