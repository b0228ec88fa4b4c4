"""`concert schedules`: keep shift rules, draft and publish a team's schedule, read and withdraw it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from concert_cli.campaigns.app import local
from concert_cli.installation import DEFAULT_HOME, HomeOption, answer, installation, told_plainly
from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows
from concert_cli.schedules.day import day
from concert_cli.schedules.following import followed
from concert_cli.schedules.rules_file import rules_in
from concert_cli.staffing.lengths import seconds, share
from concert_cli.zones import TIME_FORMATS

schedules = typer.Typer(
    name="schedules",
    help="Schedules that an installation keeps: draft, publish, follow.",
    no_args_is_help=True,
)
schedules.add_typer(day)

PLANNER = "planner"
ScheduleArgument = Annotated[UUID, typer.Argument(help="The schedule's id.")]
TeamArgument = Annotated[str, typer.Argument(help="The team's name.")]


@schedules.command()
def rules(
    team: TeamArgument,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="TOML or JSON: [[shift]], [week], [[staff]].")
    ],
    queue: Annotated[list[str], typer.Option(help="A queue of the team; may be repeated.")],
    timezone: Annotated[str, typer.Option(help="Of the times in the file.")] = "UTC",
    seen: Annotated[
        int, typer.Option("--seen", min=0, help="The version that you have read; 0 for a new team.")
    ] = 0,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Keep a team's shift rules; a change names the version that it changes.

    Example: concert schedules rules "sales team" examples/shift_rules.toml --queue sales
    """
    body = {"queues": queue, "timezone": timezone, "rules": rules_in(file)}
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        headers = {"If-Match": f'"{seen}"'}
        told = answer(service.put(f"/v1/shift-rules/{team}", json=body, headers=headers))
        wanted = ("team", "version", "queues", "timezone", "changed_at")
        shown = {name: told[name] for name in wanted} | {"queues": " ".join(told["queues"])}
        emit_record(told if output is OutputFormat.JSON else shown, output)


@schedules.command()
def draft(
    team: TeamArgument,
    begins: Annotated[datetime, typer.Option("--from", formats=TIME_FORMATS, help="Local begin.")],
    ends: Annotated[datetime, typer.Option("--until", formats=TIME_FORMATS, help="Local end.")],
    queue: Annotated[
        list[str] | None, typer.Option(help="Only this queue of the team; may be repeated.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Of begin and end.")] = "UTC",
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Draft a schedule for what the newest forecast, with all campaigns, requires.

    Example: concert schedules draft "sales team" --from 2026-12-07 --until 2026-12-14 --timezone Europe/Berlin
    """
    body = {
        "team": team,
        "starts_at": local(begins, timezone).isoformat(),
        "ends_at": local(ends, timezone).isoformat(),
        "queues": queue or [],
    }
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        _emit(answer(service.post("/v1/schedules", json=body)), output)


@schedules.command()
def publish(
    schedule: ScheduleArgument,
    gap: Annotated[
        float,
        typer.Option(parser=share, metavar="SHARE", help="Stop when proven this near.", show_default="0.2%"),
    ] = 0.002,
    time_limit: Annotated[
        float,
        typer.Option(parser=seconds, metavar="LENGTH", help="End the search after this.", show_default="14s"),
    ] = 14.0,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Search exactly and publish a draft, with progress on standard error; interrupting leaves it a draft.

    Example: concert schedules publish 019547d2-6a31-7c40-9b0e-5f6d2a9c1e77 --gap .5%
    """
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        known = answer(service.get(f"/v1/schedules/{schedule}"))
        followed(service, known, {"gap": gap, "time_limit_s": time_limit})
        _emit(answer(service.get(f"/v1/schedules/{schedule}")), output)


@schedules.command()
def withdraw(
    schedule: ScheduleArgument,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the schedule.")],
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take a published schedule back: its people leave every plan."""
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        known = answer(service.get(f"/v1/schedules/{schedule}"))
        headers = {"If-Match": f'"{known["version"]}"'}
        path = f"/v1/schedules/{schedule}/withdrawal"
        _emit(answer(service.post(path, json={"reason": reason}, headers=headers)), output)


@schedules.command("list")
def list_schedules(
    team: Annotated[str | None, typer.Option(help="Only of this team.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Kept schedules, the last made first."""
    params: dict[str, str | int] = {"limit": limit, **({"team": team} if team else {})}
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        found = answer(service.get("/v1/schedules", params=params))["items"]
        emit_rows(found if output is OutputFormat.JSON else [short(one) for one in found], output)


@schedules.command()
def show(
    schedule: ScheduleArgument, output: OutputOption = OutputFormat.TABLE, home: HomeOption = DEFAULT_HOME
) -> None:
    """One schedule: hours and gap of each queue, and everything that became of it with -o json."""
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        _emit(answer(service.get(f"/v1/schedules/{schedule}")), output)


@schedules.command()
def shifts(
    schedule: ScheduleArgument,
    person: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Who works when; -o csv for a spreadsheet or a workforce-management system."""
    rows: list[Any] = []
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        params: dict[str, Any] = {"limit": 500, **({"person": person} if person else {})}
        while True:
            page = answer(service.get(f"/v1/schedules/{schedule}/shifts", params=params))
            rows += page["items"]
            if page["next"] is None:
                break
            params["cursor"] = page["next"]
    emit_rows(rows if output is OutputFormat.JSON else [_shift(one) for one in rows], output)


def short(one: dict[str, Any]) -> dict[str, object]:
    """What fits on a screen of a schedule."""
    wanted = ("schedule_id", "team", "status", "starts_at", "ends_at", "version")
    return {name: one[name] for name in wanted}


def _emit(told: dict[str, Any], output: OutputFormat) -> None:
    if output is OutputFormat.JSON:
        emit_record(told, output)
    else:
        emit_rows([short(told) | _figures(part) for part in told["queues"]], output)


def _figures(part: dict[str, Any]) -> dict[str, object]:
    wanted = ("queue", "required_hours", "people_hours", "paid_h", "under_cover_h", "gap")
    return {name: part[name] for name in wanted}


def _shift(one: dict[str, Any]) -> dict[str, object]:
    breaks = "; ".join(f"{pause['name']} {pause['starts_at'][11:16]}" for pause in one["breaks"])
    wanted = ("person", "queue", "kind", "starts_at", "ends_at")
    return {name: one[name] for name in wanted} | {"breaks": breaks, "open_because": one["obstacle"]}
