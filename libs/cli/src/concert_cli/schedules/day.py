"""`concert schedules day`: offers, training and adherence of a published day."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from concert_cli.installation import DEFAULT_HOME, HomeOption, answer, installation, told_plainly
from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows
from concert_cli.staffing.lengths import seconds

day = typer.Typer(name="day", help="Within the day: offers, training, adherence.", no_args_is_help=True)

PLANNER = "planner"
DayArgument = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The local day.")]
OfferArgument = Annotated[UUID, typer.Argument(help="The offer's id.")]
PersonArgument = Annotated[str, typer.Argument(help="The person, as the rules name them.")]


@day.command()
def offers(
    schedule: Annotated[UUID, typer.Argument(help="The published schedule's id.")],
    of: DayArgument,
    shortest: Annotated[
        float, typer.Option(parser=seconds, metavar="LENGTH", help="No shorter time off.", show_default="30m")
    ] = 1800.0,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Offer overtime and time off that bring net staffing of a day to zero, or bring the offers up to date."""
    body = {"day": f"{of:%Y-%m-%d}", "shortest_s": round(shortest)}
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        found = answer(service.post(f"/v1/schedules/{schedule}/offers", json=body))["offers"]
        emit_rows(found if output is OutputFormat.JSON else [_offer(one) for one in found], output)


@day.command()
def accept(
    offer: OfferArgument,
    person: PersonArgument,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take an offer for somebody: the schedule changes with it."""
    _answered("acceptance", offer, person, output, home)


@day.command()
def decline(
    offer: OfferArgument,
    person: PersonArgument,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Let an offer go for somebody: its places stay open to others."""
    _answered("refusal", offer, person, output, home)


@day.command()
def training(
    campaign: Annotated[UUID, typer.Argument(help="The campaign's id.")],
    queue: Annotated[str, typer.Option(help="Whose people are trained.")],
    people: Annotated[int, typer.Option(min=1, help="How many.")],
    group: Annotated[int, typer.Option(min=1, help="At most so many at once.")],
    length: Annotated[
        float, typer.Option(parser=seconds, metavar="LENGTH", help="Of a session.", show_default="1h")
    ] = 3600.0,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Place training for a campaign where people can be spared before its launch."""
    body = {
        "campaign_id": str(campaign),
        "queue": queue,
        "people": people,
        "group": group,
        "length_s": round(length),
    }
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        placed = answer(service.post("/v1/training-sessions", json=body))
        if output is OutputFormat.JSON:
            emit_record(placed, output)
            return
        emit_rows([_session(one) for one in placed["sessions"]], output)
        if placed["unplaced_people"]:
            worst = placed["least_harmful"]
            where = f"; least harm at {worst['starts_at'][:16]}" if worst else ""
            typer.echo(f"no room for {placed['unplaced_people']} people{where}", err=True)


@day.command()
def adherence(
    team: Annotated[str, typer.Argument(help="The team's name.")],
    of: DayArgument,
    people: Annotated[bool, typer.Option("--people", help="Each agent instead of the team.")] = False,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Scheduled time spent in the scheduled state, of a team's day until now."""
    asked = {"team": team, "day": f"{of:%Y-%m-%d}"}
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        if people:
            found = answer(service.get("/v1/adherence/people", params={**asked, "limit": 500}))["items"]
            emit_rows(found if output is OutputFormat.JSON else [_shares(one) for one in found], output)
        else:
            told = answer(service.get("/v1/adherence", params=asked))
            emit_record(told if output is OutputFormat.JSON else _shares(told), output)


def _answered(said: str, offer: UUID, person: str, output: OutputFormat, home: Any) -> None:
    with told_plainly(), installation(home).client("staffing-svc", role=PLANNER) as service:
        told = answer(service.post(f"/v1/offers/{offer}/{said}", json={"person": person}))
        emit_record(told if output is OutputFormat.JSON else _offer(told), output)


def _offer(one: dict[str, Any]) -> dict[str, object]:
    wanted = ("offer_id", "queue", "kind", "starts_at", "ends_at", "open_places", "answer_by")
    return {name: one[name] for name in wanted}


def _session(one: dict[str, Any]) -> dict[str, object]:
    return {name: one[name] for name in ("session_id", "queue", "starts_at", "ends_at", "people")}


def _shares(one: dict[str, Any]) -> dict[str, object]:
    return {name: value for name, value in one.items() if name != "by_state"}
