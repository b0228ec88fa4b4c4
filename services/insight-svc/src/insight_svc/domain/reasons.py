"""Why customers get in touch, as data: each reason has an owner and a kind of demand that somebody decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from concert_contracts.refusal import Refusal

DemandType = Literal["value", "failure", "unknown"]
FailureKind = Literal["not_done", "done_wrong", "unclear", "progress_chase", "repeat", "wrong_channel"]
UNCLEAR = "unclear"
"""What a contact's reason is called where nobody said it and the note does not tell well enough."""


class UnknownReason(Refusal):
    """Nobody described this reason."""

    code: ClassVar[str] = "unknown-reason"
    status: ClassVar[int] = 404


class ReasonContradictsItself(Refusal):
    """A failure needs its kind, value has none, and dates run forward."""

    code: ClassVar[str] = "reason-contradicts-itself"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Reason:
    """One version of a reason; it holds for contacts from `effective_from` to before `effective_to`."""

    code: str
    version: int
    name: str
    description: str
    owner_department: str
    demand_type: DemandType
    failure_kind: FailureKind | None
    topics: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    decided_by: str
    decided_at: datetime

    def __post_init__(self) -> None:
        if self.code == UNCLEAR:
            raise ReasonContradictsItself("unclear is what is left when no reason fits", field="/code")
        if (self.demand_type == "failure") != (self.failure_kind is not None):
            raise ReasonContradictsItself(
                "say the kind of a failure, and only of a failure", field="/failure_kind"
            )
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise ReasonContradictsItself("effective_to must be after effective_from", field="/effective_to")

    @property
    def words(self) -> str:
        """All that its author said of it: a free example for the classifier."""
        code = self.code.replace("-", " ").replace("_", " ")
        return " . ".join((code, self.name, self.description, *self.topics))

    def says_the_same(self, other: "Reason") -> bool:
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        return (
            self.name,
            self.description,
            self.owner_department,
            self.demand_type,
            self.failure_kind,
            self.topics,
            self.effective_from,
            self.effective_to,
        )
