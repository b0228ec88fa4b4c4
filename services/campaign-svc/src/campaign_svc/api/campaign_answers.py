"""What a caller gets to see of campaigns, their versions and verdicts."""

from datetime import date, datetime
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_contracts.campaign import Channel, LifecycleStage

from campaign_svc.domain.campaign import Campaign, Status
from campaign_svc.domain.notice import NoticeVerdict, latest_date_to_announce
from campaign_svc.domain.terms import Terms
from campaign_svc.store.campaign_versions import CampaignVersion


class ExternalRefAnswer(ResponseBody):
    external_system: str
    external_id: str


class OfferAnswer(ResponseBody):
    code: str
    title: str
    description: str


class QueueShareAnswer(ResponseBody):
    queue: str
    share: float


class WaveAnswer(ResponseBody):
    wave: int
    channel: Channel
    size: int
    send_at: datetime


class BriefAnswerAnswer(ResponseBody):
    topic: str
    text: str


class BriefAnswer(ResponseBody):
    summary: str
    answers: tuple[BriefAnswerAnswer, ...]


class TermsAnswer(ResponseBody):
    name: str
    campaign_class: str
    department: str
    owner: str
    external_ref: ExternalRefAnswer | None
    lifecycle_stage: LifecycleStage
    audience_size: int
    offer: OfferAnswer
    codes: tuple[str, ...]
    dialed_numbers: tuple[str, ...]
    queues: tuple[QueueShareAnswer, ...]
    waves: tuple[WaveAnswer, ...]
    expected_contacts: int
    handle_time_uplift_share: float
    launch_at: datetime
    ends_at: datetime
    timezone: str
    brief: BriefAnswer | None


class NoticeAnswer(ResponseBody):
    """Days are calendar days of the campaign's timezone; `latest_date` would have been on time.

    `missing_fields` are those that the agreement requires and the announcement left empty.
    """

    agreement_version: int
    campaign_class: str
    required_days: int
    given_days: int
    shortfall_days: int
    on_time: bool
    is_emergency: bool
    latest_date: date
    missing_fields: tuple[str, ...]

    @classmethod
    def of(cls, notice: NoticeVerdict, terms: Terms) -> "NoticeAnswer":
        latest = latest_date_to_announce(
            launch_at=terms.launch_at, timezone=terms.timezone, required_days=notice.required_days
        )
        return cls(
            agreement_version=notice.agreement_version,
            campaign_class=notice.campaign_class,
            required_days=notice.required_days,
            given_days=notice.given_days,
            shortfall_days=notice.shortfall_days,
            on_time=notice.on_time,
            is_emergency=notice.is_emergency,
            latest_date=latest,
            missing_fields=notice.missing_fields,
        )


class CampaignLinks(ResponseBody):
    """Where the numbers open."""

    self: str
    versions: str
    timeline: str
    chain: str
    agreement: str


class CampaignAnswer(ResponseBody):
    """A campaign in its current version; `clock_started_at` is its announcement or last material change."""

    campaign_id: UUID
    version: int
    status: Status
    announced_at: datetime
    clock_started_at: datetime
    launched_at: datetime | None
    cancelled_at: datetime | None
    cancellation_reason: str | None
    terms: TermsAnswer
    notice: NoticeAnswer
    links: CampaignLinks

    @classmethod
    def of(cls, campaign: Campaign, now: datetime) -> "CampaignAnswer":
        return cls(
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            status=campaign.status(now),
            announced_at=campaign.announced_at,
            clock_started_at=campaign.clock_started_at,
            launched_at=campaign.launched_at,
            cancelled_at=campaign.cancelled_at,
            cancellation_reason=campaign.cancellation_reason,
            terms=TermsAnswer.model_validate(campaign.terms),
            notice=NoticeAnswer.of(campaign.notice, campaign.terms),
            links=_links(campaign),
        )


def _links(campaign: Campaign) -> CampaignLinks:
    address = f"/v1/campaigns/{campaign.campaign_id}"
    return CampaignLinks(
        self=address,
        versions=f"{address}/versions",
        timeline=f"{address}/timeline",
        chain=f"{address}/chain",
        agreement=f"/v1/agreements/{campaign.terms.department}",
    )


class CampaignVersionAnswer(ResponseBody):
    """What was told, by whom, in which event; material changes restarted the clock."""

    version: int
    told_at: datetime
    told_by: str
    event_id: UUID
    material_changes: tuple[str, ...]
    reason: str | None
    terms: TermsAnswer
    notice: NoticeAnswer

    @classmethod
    def of(cls, version: CampaignVersion) -> "CampaignVersionAnswer":
        return cls(
            version=version.version,
            told_at=version.told_at,
            told_by=version.told_by,
            event_id=version.event_id,
            material_changes=version.material_changes,
            reason=version.reason,
            terms=TermsAnswer.model_validate(version.terms),
            notice=NoticeAnswer.of(version.notice, version.terms),
        )
