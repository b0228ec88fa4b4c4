"""The first version of a campaign: its clock starts, and its notice is judged."""

from datetime import datetime
from uuid import UUID

from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.campaign import Campaign, check_launch
from campaign_svc.domain.notice import judge
from campaign_svc.domain.terms import Terms


def announced(terms: Terms, agreement: NoticeAgreement, *, campaign_id: UUID, now: datetime) -> Campaign:
    """Refuses a launch that is not ahead, and a class that was not agreed."""
    check_launch(terms.launch_at, now=now, clock_started_at=now)
    notice = judge(
        agreement,
        campaign_class=terms.campaign_class,
        clock_started_at=now,
        launch_at=terms.launch_at,
        timezone=terms.timezone,
        missing_fields=terms.missing(agreement.required_fields),
    )
    return Campaign(
        campaign_id=campaign_id,
        version=1,
        terms=terms,
        notice=notice,
        announced_at=now,
        clock_started_at=now,
        contacts_at_clock_start=terms.expected_contacts,
    )
