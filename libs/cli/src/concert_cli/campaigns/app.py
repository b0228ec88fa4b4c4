"""`concert campaigns`: announce a campaign, list what is announced, see one campaign's timeline and plan."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from concert_cli.installation import DEFAULT_HOME, HomeOption, answer, installation, told_plainly
from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows
from concert_cli.zones import TIME_FORMATS, zone_of

campaigns = typer.Typer(name="campaigns", help="Announce and follow campaigns.", no_args_is_help=True)

CampaignArgument = Annotated[UUID, typer.Argument(help="The campaign's id.")]


@campaigns.command()
def announce(
    name: Annotated[str | None, typer.Argument(help="What people call it.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A JSON file with the whole campaign (- for standard input)."),
    ] = None,
    queue: Annotated[list[str] | None, typer.Option(help="Queue, or QUEUE=SHARE; may be repeated.")] = None,
    audience: Annotated[int | None, typer.Option(min=1, help="People it reaches.")] = None,
    channel: Annotated[
        str, typer.Option(help="email, sms, direct_mail, tv, radio, social, web ...")
    ] = "email",
    launch: Annotated[datetime | None, typer.Option(formats=TIME_FORMATS, help="Local launch time.")] = None,
    ends: Annotated[
        datetime | None,
        typer.Option(formats=TIME_FORMATS, help="Local end; a week after the launch if not given."),
    ] = None,
    expected: Annotated[int, typer.Option(min=0, help="Contacts that marketing expects in all.")] = 0,
    code: Annotated[list[str] | None, typer.Option(help="Codes that callers quote.")] = None,
    number: Annotated[list[str] | None, typer.Option(help="Numbers that callers dial.")] = None,
    timezone: Annotated[str, typer.Option(help="Of the launch.")] = "UTC",
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Announce a campaign from options, or all of it from a JSON file.

    Example: concert campaigns announce "Spring sale" --queue sales --audience 20000 --launch 2026-12-20T09:00
    """
    if file is not None:
        body = campaign_in(file)
    else:
        needed = {"NAME": name, "--queue": queue, "--audience": audience, "--launch": launch}
        missing = [option for option, value in needed.items() if not value]
        if missing or launch is None:
            raise typer.BadParameter(f"give {', '.join(missing)}, or the whole campaign with --file")
        begins = local(launch, timezone)
        body = {
            "name": name,
            "lifecycle_stage": "acquire",
            "audience_size": audience,
            "offer": {"code": (code or [str(name)])[0], "title": name, "description": name},
            "codes": code or [],
            "dialed_numbers": number or [],
            "queues": [share_of(text, len(queue or [])) for text in queue or []],
            "waves": [{"wave": 1, "channel": channel, "size": audience, "send_at": begins.isoformat()}],
            "expected_contacts": expected,
            "launch_at": begins.isoformat(),
            "ends_at": end_of(begins, ends, timezone).isoformat(),
            "timezone": timezone,
        }
    with told_plainly(), installation(home).client("campaign-svc", role="campaign_owner") as service:
        told = answer(service.post("/v1/campaigns", json=body))
        emit_record(
            told if output is OutputFormat.JSON else {**short(told), "notice": notice_of(told)}, output
        )


def share_of(text: str, count: int) -> dict[str, object]:
    """`sales=.7`, or `sales` for an even share."""
    queue, equals, share = text.rpartition("=")
    if not equals:
        return {"queue": text, "share": 1.0 / count}
    try:
        return {"queue": queue, "share": float(share)}
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not QUEUE=SHARE, as in sales=.7") from None


def campaign_in(file: Path) -> Any:
    """The JSON of a file or of standard input; exit status 2 when there is none."""
    try:
        return json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        typer.echo(f"concert: {file} holds no campaign in JSON: {error}", err=True)
        raise typer.Exit(2) from None


def end_of(begins: datetime, ends: datetime | None, timezone: str) -> datetime:
    """A week after the launch, if not given."""
    try:
        return local(ends, timezone) if ends else begins + timedelta(days=7)
    except OverflowError:
        raise typer.BadParameter(f"{begins:%Y-%m-%d} lies at the end of all calendars") from None


def local(at: datetime, timezone: str) -> datetime:
    """A time typed without an offset is one on the clock of that zone."""
    try:
        zone = zone_of(timezone)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


@campaigns.command("list")
def list_campaigns(
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Announced campaigns."""
    with told_plainly(), installation(home).client("campaign-svc", role="planner") as service:
        found = answer(service.get("/v1/campaigns", params={"limit": limit}))["items"]
        emit_rows(found if output is OutputFormat.JSON else [short(one) for one in found], output)


def short(campaign: dict[str, Any]) -> dict[str, object]:
    wanted = ("campaign_id", "name", "status", "launch_at", "version")
    terms = campaign.get("terms", {})
    return {key: campaign.get(key, terms.get(key)) for key in wanted}


def notice_of(campaign: dict[str, Any]) -> str:
    """The verdict in words."""
    notice = campaign["notice"]
    kept = "on time" if notice["on_time"] else f"{notice['shortfall_days']} days short"
    return f"{notice['given_days']} of {notice['required_days']} days: {kept}"


@campaigns.command()
def timeline(
    campaign: CampaignArgument, output: OutputOption = OutputFormat.TABLE, home: HomeOption = DEFAULT_HOME
) -> None:
    """Everything that happened to one campaign, from all services."""
    with told_plainly(), installation(home).client("campaign-svc", role="planner") as service:
        found = answer(service.get(f"/v1/campaigns/{campaign}/timeline", params={"limit": 500}))["items"]
        emit_rows([entry_of(entry) for entry in found] if output is OutputFormat.TABLE else found, output)


def entry_of(entry: dict[str, Any]) -> dict[str, object]:
    return {
        "at": str(entry["at"])[:16],
        "event": str(entry["type"]).split(".")[-2],
        "summary": entry["summary"],
    }


@campaigns.command()
def plan(
    campaign: CampaignArgument, output: OutputOption = OutputFormat.TABLE, home: HomeOption = DEFAULT_HOME
) -> None:
    """What the campaign asks of each queue: contacts, agents, gap."""
    with told_plainly(), installation(home).client("staffing-svc", role="planner") as service:
        found = answer(service.get(f"/v1/plans/{campaign}"))
        if output is OutputFormat.JSON:
            emit_record(found, output)
        else:
            queues = found["queues"]
            emit_rows([needed(one) for one in queues] if output is OutputFormat.TABLE else queues, output)


def needed(queue: dict[str, Any]) -> dict[str, object]:
    """What fits on a screen of a queue's plan."""
    return {
        "queue": queue["queue"],
        "contacts": queue["campaign_contacts"],
        "peak agents": queue["peak_required_agents"],
        "peak at": str(queue["peak_required_at"])[:16],
        "gap h": queue["gap_agent_hours"],
    }
