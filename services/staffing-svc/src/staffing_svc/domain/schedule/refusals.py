"""What scheduling refuses, each naming the rule or the limit that stood in the way."""

from typing import ClassVar

from concert_contracts.refusal import Refusal


class ImpossibleShiftRule(Refusal):
    """A rule contradicts itself or the others; `field` names it."""

    code: ClassVar[str] = "impossible-shift-rule"
    status: ClassVar[int] = 422


class ImpossibleRequirement(Refusal):
    """The required agents are not a sequence of whole, non-negative numbers on one grid of intervals."""

    code: ClassVar[str] = "impossible-requirement"
    status: ClassVar[int] = 422


class NoShiftCovers(Refusal):
    """Agents are required at a time that no allowed shift reaches."""

    code: ClassVar[str] = "no-shift-covers"
    status: ClassVar[int] = 409


class NotEnoughPeople(Refusal):
    """The requirement cannot be covered within the people's limits; the message names the limits that bind."""

    code: ClassVar[str] = "not-enough-people"
    status: ClassVar[int] = 409


class ScheduleCancelled(Refusal):
    """Publishing was cancelled before a schedule was found."""

    code: ClassVar[str] = "schedule-cancelled"
    status: ClassVar[int] = 409


class ScheduleNotFound(Refusal):
    """The time allowed ended before any schedule within the limits was found."""

    code: ClassVar[str] = "schedule-not-found"
    status: ClassVar[int] = 409


class ImpossibleWindow(Refusal):
    """A session, a state or an offer lies outside the times it is about."""

    code: ClassVar[str] = "impossible-window"
    status: ClassVar[int] = 422
