"""Shift rules: under which rules, and with which people, a team's queues are scheduled."""

from datetime import datetime
from typing import Annotated

from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.etags import IfMatchDep, tell_version
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.quantities import QueueName
from fastapi import Path, Query, Response
from pydantic import Field, JsonValue

from staffing_svc.api.center import PLANS_THE_CENTER
from staffing_svc.commands.keep_shift_rules import keep_shift_rules
from staffing_svc.store import shift_rules as stored

shift_rules = Router(prefix="/v1/shift-rules", tags=["schedule"])

TeamName = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^/\x00]+$")]
TeamPath = Annotated[TeamName, Path(description="The team's name, without slashes.")]
VersionQuery = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Without it, the newest.")]


class ShiftRulesBody(RequestBody):
    """`rules` as docs/guide/schedules.md describes them; times in them are local times of `timezone`.

    The names of `staff` are those that agent states come under: pseudonyms, not people's names.
    """

    queues: Annotated[list[QueueName], Field(min_length=1, max_length=100)]
    timezone: Annotated[str, Field(max_length=64)] = "UTC"
    rules: dict[str, JsonValue]


class ShiftRulesAnswer(ResponseBody):
    team: str
    version: int
    queues: list[str]
    timezone: str
    rules: dict[str, JsonValue]
    changed_at: datetime
    changed_by: str


@shift_rules.get("", dependencies=[PLANS_THE_CENTER])
async def list_shift_rules(tx: TransactionDep, page: PageDep) -> Page[ShiftRulesAnswer]:
    """The rules of all teams as they are now, by team."""
    found = await stored.list_after(tx, after=page.after(str) or "", limit=page.fetch)
    return page.page(found, key=lambda one: one.team, shown=ShiftRulesAnswer.model_validate)


@shift_rules.get("/{team}", dependencies=[PLANS_THE_CENTER])
async def get_shift_rules(
    team: TeamPath, tx: TransactionDep, answer: Response, version: VersionQuery = None
) -> ShiftRulesAnswer:
    """A team's rules; the ETag of the newest is needed to change them."""
    found = await stored.get(tx, team, version)
    tell_version(answer, found.version)
    return ShiftRulesAnswer.model_validate(found)


@shift_rules.get("/{team}/versions", dependencies=[PLANS_THE_CENTER])
async def list_shift_rules_versions(
    team: TeamPath, tx: TransactionDep, page: PageDep
) -> Page[ShiftRulesAnswer]:
    """Every version of a team's rules, the newest first."""
    found = await stored.list_versions(tx, team, before=page.after(int), limit=page.fetch)
    return page.page(found, key=lambda one: one.version, shown=ShiftRulesAnswer.model_validate)


@shift_rules.put("/{team}", dependencies=[PLANS_THE_CENTER])
async def put_shift_rules(
    team: TeamPath, body: ShiftRulesBody, seen: IfMatchDep, tx: TransactionDep, answer: Response
) -> ShiftRulesAnswer:
    """Keep a team's rules (If-Match: "0" for a new team) or change them; earlier versions stay."""
    known = await stored.lock(tx, team)
    version = known.version if known else 0
    seen.check(version)
    kept = await keep_shift_rules(
        tx, team, queues=body.queues, timezone=body.timezone, rules=body.rules, seen_version=version
    )
    tell_version(answer, kept.version)
    return ShiftRulesAnswer.model_validate(kept)
