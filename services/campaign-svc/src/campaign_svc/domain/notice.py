"""The notice verdict: was the launch announced as early as agreed, counted in the campaign's local dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.local_time import local_date


@dataclass(frozen=True)
class NoticeVerdict:
    """Notice given against notice agreed, in whole days, with the agreement's version that says so.

    `missing_fields` are those that the agreement requires and the announcement left empty.
    """

    agreement_version: int
    campaign_class: str
    required_days: int
    given_days: int
    is_emergency: bool
    missing_fields: tuple[str, ...] = ()

    @property
    def on_time(self) -> bool:
        """Exactly the agreed lead time is on time."""
        return self.given_days >= self.required_days

    @property
    def shortfall_days(self) -> int:
        """By how many days the notice fell short; 0 when on time."""
        return max(0, self.required_days - self.given_days)


def notice_days(*, announced_at: datetime, launch_at: datetime, timezone: str) -> int:
    """Launch local date minus announcement local date (2025-03-01 to 2025-03-15 is 14 whatever the hours)."""
    return (local_date(launch_at, timezone) - local_date(announced_at, timezone)).days


def latest_date_to_announce(*, launch_at: datetime, timezone: str, required_days: int) -> date:
    """The last local date on which an announcement of this launch is on time."""
    return local_date(launch_at, timezone) - timedelta(days=required_days)


def judge(
    agreement: NoticeAgreement,
    *,
    campaign_class: str,
    clock_started_at: datetime,
    launch_at: datetime,
    timezone: str,
    missing_fields: tuple[str, ...] = (),
) -> NoticeVerdict:
    """The verdict for an announcement, or for a material change, whose clock started at this instant.

    A change that is made after the launch takes effect at once: it gives no notice at all (0 days).
    """
    terms = agreement.terms_of(campaign_class)
    given = notice_days(
        announced_at=clock_started_at, launch_at=max(launch_at, clock_started_at), timezone=timezone
    )
    return NoticeVerdict(
        agreement_version=agreement.version,
        campaign_class=campaign_class,
        required_days=terms.lead_days,
        given_days=given,
        is_emergency=terms.is_emergency,
        missing_fields=missing_fields,
    )
