"""Who may change what: each department writes its own campaigns and agreements, and nobody else's."""

from dataclasses import dataclass
from typing import ClassVar

from concert_contracts.refusal import Refusal

EVERY_DEPARTMENT = frozenset({"system"})


class NotYourCampaign(Refusal):
    """Information, not instruction: only the department that announces a campaign may change it."""

    code: ClassVar[str] = "not-your-campaign"
    status: ClassVar[int] = 403


@dataclass(frozen=True)
class Writer:
    """The account that writes: its department and its roles."""

    subject: str
    department: str | None
    roles: frozenset[str]

    def check_may_write(self, department: str) -> None:
        """Refuse a campaign of another department; connected systems announce for any."""
        if self.roles & EVERY_DEPARTMENT:
            return
        if "campaign_owner" not in self.roles or self.department != department:
            raise NotYourCampaign(f"only a campaign owner of {department} may do this", field="/department")
