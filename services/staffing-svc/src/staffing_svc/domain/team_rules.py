"""The shift rules of a team as they are kept: queues, time zone, shifts and staff, every version of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from concert_contracts.refusal import Refusal

from staffing_svc.domain.queues import UnknownTimeZone, is_timezone
from staffing_svc.domain.schedule import ScheduleRules, rules_from


class NoShiftRules(Refusal):
    """Nobody has kept shift rules for this team, or not in this version."""

    code = "no-shift-rules"
    status = 404


class RotaWithoutDates(Refusal):
    """A rota that is worked every week has no dates, and a kept schedule has."""

    code = "rota-without-dates"
    status = 422


class QueueNamedTwice(Refusal):
    """A team serves each of its queues once."""

    code = "queue-named-twice"
    status = 422


@dataclass(frozen=True)
class TeamRules:
    """`rules` is the table that docs/guide/schedules.md describes; its times are local times of `timezone`."""

    team: str
    version: int
    queues: tuple[str, ...]
    timezone: str
    rules: Mapping[str, object]
    changed_at: datetime
    changed_by: str

    def __post_init__(self) -> None:
        if not is_timezone(self.timezone):
            raise UnknownTimeZone(
                f"{self.timezone!r} is no time zone: use an IANA name such as Europe/Vienna",
                field="/timezone",
            )
        if len(set(self.queues)) < len(self.queues):
            raise QueueNamedTwice("name each queue of the team once", field="/queues")

    def as_rules(self) -> ScheduleRules:
        """Raises ImpossibleShiftRule, RotaWithoutDates."""
        rules = rules_from(self.rules)
        if rules.repeats:
            raise RotaWithoutDates(
                "leave week.repeats away: a kept schedule is of dates, and one of the next week is made anew",
                field="/rules/week/repeats",
            )
        return rules
