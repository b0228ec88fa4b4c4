"""A waiver: somebody of the department that was harmed lets a short notice pass, with name and reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from concert_contracts.refusal import Refusal


class NothingToWaive(Refusal):
    """The notice was given as agreed; there is nothing to let pass."""

    code: ClassVar[str] = "nothing-to-waive"


class AlreadyWaived(Refusal):
    """Somebody has waived this short notice already."""

    code: ClassVar[str] = "already-waived"


@dataclass(frozen=True)
class Waiver:
    """The consequences of one short notice are dropped; the notice itself stays on record as it was."""

    campaign_id: UUID
    campaign_version: int
    waived_at: datetime
    waived_by: str
    department: str | None
    reason: str
