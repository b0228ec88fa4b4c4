"""The notice agreement: what marketing and the contact center promised each other, as versioned data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from concert_contracts.refusal import Refusal

from campaign_svc.domain.working_calendar import WorkingCalendar

STANDARD = "standard"
EMERGENCY = "emergency"
DEFAULT_LEAD_DAYS = 14


class UnknownCampaignClass(Refusal):
    """The department's agreement has no lead time for this class of campaign."""

    code: ClassVar[str] = "unknown-campaign-class"
    status: ClassVar[int] = 422


class AgreementNotUsable(Refusal):
    """The agreement contradicts itself."""

    code: ClassVar[str] = "agreement-not-usable"
    status: ClassVar[int] = 422


class AgreementNotFound(Refusal):
    """The agreement never had this version."""

    code: ClassVar[str] = "agreement-not-found"
    status: ClassVar[int] = 404


@dataclass(frozen=True)
class ClassTerms:
    """What a class of campaigns promises; `is_emergency` has it reported apart from the adherence."""

    lead_days: int
    is_emergency: bool = False


@dataclass(frozen=True)
class MaterialChangeRule:
    """Which changes restart the clock. `contacts_growth` is a share: .20 means 20 % more than announced."""

    earlier_date: bool = True
    contacts_growth: float = 0.20
    new_offer: bool = True
    new_queue: bool = True


@dataclass(frozen=True)
class Deadlines:
    """How fast each later link of the chain must follow, counted from the announcement or change."""

    delivered_within_s: int = 3600
    acknowledged_within_working_days: int = 2
    translated_within_working_days: int = 3


@dataclass(frozen=True)
class DueTimes:
    """Until when each link may still hold (UTC)."""

    delivered: datetime
    acknowledged: datetime
    translated: datetime


def _standard_classes() -> Mapping[str, ClassTerms]:
    return {
        STANDARD: ClassTerms(lead_days=DEFAULT_LEAD_DAYS),
        EMERGENCY: ClassTerms(lead_days=0, is_emergency=True),
    }


@dataclass(frozen=True)
class NoticeAgreement:
    """One version of a department's agreement; version 1 is the house's default until another is made."""

    department: str
    version: int = 1
    classes: Mapping[str, ClassTerms] = field(default_factory=_standard_classes)
    required_fields: tuple[str, ...] = ()
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    material_change: MaterialChangeRule = field(default_factory=MaterialChangeRule)
    deadlines: Deadlines = field(default_factory=Deadlines)

    def __post_init__(self) -> None:
        if STANDARD not in self.classes:
            raise AgreementNotUsable(f"an agreement names the class {STANDARD!r}", field="/classes")
        if self.deadlines.translated_within_working_days < self.deadlines.acknowledged_within_working_days:
            raise AgreementNotUsable(
                "a plan cannot be due before the acknowledgement",
                field="/deadlines/translated_within_working_days",
            )

    def terms_of(self, campaign_class: str) -> ClassTerms:
        """The promise for this class of campaigns; refuses a class that was not agreed."""
        terms = self.classes.get(campaign_class)
        if terms is None:
            known = ", ".join(sorted(self.classes))
            raise UnknownCampaignClass(
                f"the agreement of {self.department} has no class {campaign_class!r}, only {known}",
                field="/campaign_class",
            )
        return terms

    def due_times(self, *, clock_started_at: datetime, launch_at: datetime) -> DueTimes:
        """Deadlines of the chain; none lies after a launch to come: afterwards the link is of no use."""
        deadlines, calendar = self.deadlines, self.calendar
        delivered = clock_started_at + timedelta(seconds=deadlines.delivered_within_s)
        acknowledged = calendar.deadline(clock_started_at, deadlines.acknowledged_within_working_days)
        translated = calendar.deadline(clock_started_at, deadlines.translated_within_working_days)
        latest = launch_at if launch_at > clock_started_at else translated
        return DueTimes(
            delivered=min(delivered, latest),
            acknowledged=min(acknowledged, latest),
            translated=min(translated, latest),
        )
