"""What a campaign layer refuses."""

from typing import ClassVar

from concert_contracts.refusal import Refusal


class CampaignOverClosedHours(Refusal):
    """The queue is closed in every interval after the wave is sent: nobody could answer."""

    code: ClassVar[str] = "campaign-over-closed-hours"
    status: ClassVar[int] = 409


class ImpossibleEffect(Refusal):
    """A share, rate, size or weight lies outside the range that has a meaning."""

    code: ClassVar[str] = "impossible-effect"
    status: ClassVar[int] = 422
