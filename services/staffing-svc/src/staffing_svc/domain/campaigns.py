"""A campaign as the center knows it: what was announced, whether it was heard, acknowledged, launched, called off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concert_contracts.campaign import CampaignTerms, NoticeVerdict
from concert_contracts.refusal import Refusal


class UnknownCampaign(Refusal):
    """No announcement of this campaign has reached the center."""

    code = "unknown-campaign"
    status = 404


class AcknowledgedTwice(Refusal):
    """This version of the campaign is acknowledged already; by whom and when stays as it is."""

    code = "already-acknowledged"
    status = 409


@dataclass(frozen=True)
class AnnouncedCampaign:
    """The center's copy of one campaign, at its newest version."""

    campaign_id: UUID
    version: int
    terms: CampaignTerms
    notice: NoticeVerdict
    received_at: datetime
    launched_at: datetime | None = None
    cancelled_at: datetime | None = None
    acknowledged_version: int | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None

    @property
    def live(self) -> bool:
        return self.cancelled_at is None
