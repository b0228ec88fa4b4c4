"""Shift rules from a plain table (TOML or JSON): times as people write them, every mistake named by its place."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from staffing_svc.domain.schedule.refusals import ImpossibleShiftRule
from staffing_svc.domain.schedule.rules import (
    DAY_S,
    WEEKDAYS,
    BreakRule,
    Person,
    ScheduleRules,
    ShiftRule,
    WeekLimits,
)

Table = Mapping[str, object]
_LENGTH = re.compile(r"^(?:(\d+(?:\.\d+)?)h)?(?:(\d+)m)?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$")
MOST_ALIKE = 10_000
SHIFT_KEYS = {"name", "length", "starts", "days", "break"}
STAFF_KEYS = {
    "name", "count", "contract", "max_hours", "max_days", "skills", "days", "away", "earliest", "latest",
    "prefers_start", "prefers_days_off", "unsocial_before",
}  # fmt: skip


def rules_from(table: Table) -> ScheduleRules:
    """Rules from [[shift]], [week], [cover] and [[staff]]; unknown keys are refused, so that none is ignored.

    Raises ImpossibleShiftRule.
    """
    _known(table, {"shift", "week", "cover", "staff"}, "")
    week, cover = _table(table, "week"), _table(table, "cover")
    _known(week, {"max_hours", "max_days", "rest", "repeats"}, "week")
    _known(cover, {"under_cover_cost"}, "cover")
    limits = WeekLimits(
        max_paid_s=_length(week.get("max_hours", "40h"), "week.max_hours"),
        max_days=_whole(week.get("max_days", 5), "week.max_days"),
        rest_s=_length(week.get("rest", "11h"), "week.rest"),
    )
    cost = cover.get("under_cover_cost")
    return ScheduleRules(
        shifts=tuple(_shift(entry) for entry in _tables(table, "shift")),
        limits=limits,
        people=tuple(person for entry in _tables(table, "staff") for person in _people(entry, limits)),
        under_cover_cost=None if cost is None else _number(cost, "cover.under_cover_cost"),
        repeats=_truth(week.get("repeats", False), "week.repeats"),
    )


def _shift(entry: Table) -> ShiftRule:
    _known(entry, SHIFT_KEYS, "shift")
    return ShiftRule(
        name=_text(entry.get("name"), "shift.name"),
        length_s=_length(entry.get("length"), "shift.length"),
        starts_s=_starts(entry.get("starts")),
        weekdays=_weekdays(entry.get("days", list(WEEKDAYS)), "shift.days"),
        breaks=tuple(_break(rule) for rule in _tables(entry, "break")),
    )


def _break(entry: Table) -> BreakRule:
    _known(entry, {"name", "length", "earliest", "latest", "paid"}, "shift.break")
    return BreakRule(
        name=_text(entry.get("name"), "shift.break.name"),
        length_s=_length(entry.get("length"), "shift.break.length"),
        earliest_s=_length(entry.get("earliest"), "shift.break.earliest"),
        latest_s=_length(entry.get("latest"), "shift.break.latest"),
        paid=_truth(entry.get("paid", False), "shift.break.paid"),
    )


def _starts(value: object) -> tuple[int, ...]:
    """`["06:00", "06:30"]`, or a table from, until (included) and every."""
    if isinstance(value, Mapping):
        _known(value, {"from", "until", "every"}, "shift.starts")
        first, last = (_clock(value.get(name), f"shift.starts.{name}") for name in ("from", "until"))
        step = _length(value.get("every", "30m"), "shift.starts.every")
        last += DAY_S if last < first else 0
        return tuple(sorted({at % DAY_S for at in range(first, last + 1, max(step, 1))}))
    return tuple(sorted({_clock(at, "shift.starts") for at in _list(value, "shift.starts")}))


def _people(entry: Table, limits: WeekLimits) -> list[Person]:
    """One person, or `count` alike, numbered after their name."""
    _known(entry, STAFF_KEYS, "staff")
    name = _text(entry.get("name"), "staff.name")
    count = _whole(entry.get("count", 1), "staff.count")
    if count > MOST_ALIKE:
        raise ImpossibleShiftRule(f"up to {MOST_ALIKE} people may be alike", field="staff.count")
    names = [name] if "count" not in entry else [f"{name} {number}" for number in range(1, count + 1)]
    return [_person(entry, one, limits) for one in names]


def _person(entry: Table, name: str, limits: WeekLimits) -> Person:
    contract_s = _length(entry.get("contract", f"{limits.max_paid_s // 60}m"), "staff.contract")
    prefers = entry.get("prefers_start")
    return Person(
        name=name,
        contract_s=contract_s,
        max_paid_s=_length(entry.get("max_hours", f"{limits.max_paid_s // 60}m"), "staff.max_hours"),
        max_days=_whole(entry.get("max_days", limits.max_days), "staff.max_days"),
        skills=frozenset(
            _text(skill, "staff.skills") for skill in _list(entry.get("skills", []), "staff.skills")
        ),
        weekdays=_weekdays(entry.get("days", []), "staff.days"),
        away=frozenset(_date(day) for day in _list(entry.get("away", []), "staff.away")),
        earliest_s=_clock(entry.get("earliest", "00:00"), "staff.earliest"),
        latest_s=_clock(entry.get("latest", "48:00"), "staff.latest"),
        prefers_start_s=None if prefers is None else _clock(prefers, "staff.prefers_start"),
        prefers_days_off=_weekdays(entry.get("prefers_days_off", []), "staff.prefers_days_off"),
        unsocial_before=_whole(entry.get("unsocial_before", 0), "staff.unsocial_before"),
    )


def _length(value: object, field: str) -> int:
    """`8h30m`, `8.5h`, `45m`: whole minutes, as seconds."""
    match = _LENGTH.match(value.strip()) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise ImpossibleShiftRule(f"{value!r} is not a length: write 8h30m, 8.5h or 45m", field=field)
    seconds = float(match[1] or 0) * 3600 + int(match[2] or 0) * 60
    if seconds % 60:
        raise ImpossibleShiftRule(f"{value!r} is not a whole number of minutes", field=field)
    return int(seconds)


def _clock(value: object, field: str) -> int:
    match = _CLOCK.match(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[2]) > 59 or int(match[1]) > 48:
        raise ImpossibleShiftRule(f"{value!r} is not a time of day: write 06:30", field=field)
    return int(match[1]) * 3600 + int(match[2]) * 60


def _weekdays(value: object, field: str) -> frozenset[int]:
    names = [_text(day, field).lower()[:3] for day in _list(value, field)]
    for name in names:
        if name not in WEEKDAYS:
            raise ImpossibleShiftRule(f"{name!r} is not a weekday: write mon to sun", field=field)
    return frozenset(WEEKDAYS.index(name) for name in names)


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ImpossibleShiftRule(f"{value!r} is not a date: write 2025-03-14", field="staff.away") from error


def _known(table: Mapping[str, object], keys: set[str], place: str) -> None:
    for key in table:
        if key not in keys:
            known = ", ".join(sorted(keys))
            raise ImpossibleShiftRule(f"{key!r} is unknown here; known are {known}", field=place or key)


def _table(table: Table, key: str) -> Table:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise ImpossibleShiftRule(f"{key} must be a table", field=key)
    return value


def _tables(table: Table, key: str) -> list[Table]:
    return [_table({key: entry}, key) for entry in _list(table.get(key, []), key)]


def _list(value: object, field: str) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ImpossibleShiftRule(f"{field} must be a list", field=field)
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ImpossibleShiftRule(f"{field} must be a text, not {value!r}", field=field)
    return value.strip()


def _whole(value: object, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ImpossibleShiftRule(f"{field} must be a whole number of 0 or more, not {value!r}", field=field)
    return value


def _number(value: object, field: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise ImpossibleShiftRule(f"{field} must be a number, not {value!r}", field=field)
    return float(value)


def _truth(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise ImpossibleShiftRule(f"{field} must be true or false, not {value!r}", field=field)
    return value
