"""`concert events`: follow what is said, say what an outside system would say, check it first."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from concert_chassis.clock import SystemClock
from concert_contracts.event import Event
from concert_contracts.malformed import WireRefusal
from concert_contracts.vocabulary import event_classes
from pydantic_core import from_json
from rich.console import Console
from rich.markup import escape

from concert_cli.envelopes import send, wrapped
from concert_cli.installation import DEFAULT_HOME, HomeOption, answer, installation, told_plainly
from concert_cli.output import OutputFormat, OutputOption, emit_record, emit_rows, printable
from concert_cli.zones import TIME_FORMATS

events = typer.Typer(name="events", help="Follow, send and check events.", no_args_is_help=True)

StreamOption = Annotated[list[str] | None, typer.Option("--stream", help="Only these streams.")]
TypeOption = Annotated[str | None, typer.Option("--type", help="Only types that contain this.")]
JsonArgument = Annotated[
    Path, typer.Argument(help="A JSON file with the event's data, or - for standard input.")
]


@events.command()
def tail(
    stream: StreamOption = None,
    type: TypeOption = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=TIME_FORMATS, help="Begin at this time instead of now (local time)."),
    ] = None,
    follow: Annotated[bool, typer.Option(help="Go on until Ctrl-C.")] = True,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, without --follow.")] = 100,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Read along with what is said, one line per event (-o json: one CloudEvent per line)."""
    with told_plainly(), installation(home).client("gateway-svc", role="operations") as gateway:
        chosen: dict[str, str | list[str]] = {"stream": stream} if stream else {}
        chosen |= {"type": type} if type else {}
        if not follow:
            beginning = (since or datetime(2000, 1, 1)).astimezone()
            asked = {**chosen, "since": beginning.isoformat(), "limit": str(limit)}
            read = answer(gateway.get("/v1/streams/events", params=asked))["items"]
            emit_rows(read if output is OutputFormat.JSON else [line(event) for event in read], output)
            return
        try:
            with gateway.stream(
                "GET",
                "/v1/streams/live",
                params={**chosen, **({"since": since.astimezone().isoformat()} if since else {})},
                timeout=None,
            ) as live:
                show(live, output)
        except KeyboardInterrupt:
            return


def show(live: httpx.Response, output: OutputFormat) -> None:
    """Prints each event as it comes."""
    if not live.is_success:
        live.read()
        answer(live)
    console = Console()
    for text in live.iter_lines():
        if not text.startswith("data: "):
            continue
        if output is OutputFormat.JSON:
            sys.stdout.write(text.removeprefix("data: ") + "\n")
            sys.stdout.flush()
        else:
            told = line(json.loads(text.removeprefix("data: ")))
            rest = escape(printable(f"{told['subject']}  {told['data']}"))
            console.print(f"{told['time']}  [bold]{told['event']}[/bold]  {rest}")


def line(event: dict[str, object]) -> dict[str, object]:
    """An event on one line."""
    data = json.dumps(event["data"], ensure_ascii=False)
    return {
        "time": str(event["time"])[:19],
        "event": str(event["type"]).split(".")[-2],
        "subject": event.get("subject", ""),
        "data": data if len(data) <= 160 else data[:157] + "...",
    }


@events.command()
def emit(
    event: Annotated[str, typer.Argument(help="As IntervalReported, or its whole type.")],
    data: JsonArgument,
    at: Annotated[
        datetime | None, typer.Option(formats=TIME_FORMATS, help="When it happened; now, if not given.")
    ] = None,
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Say what an outside system would say (external events only); it is checked first."""
    said = read_event(event, data)
    envelope = wrapped(said, at=at.astimezone() if at else SystemClock().now())
    with told_plainly(), installation(home).client("gateway-svc", role="operations") as gateway:
        for taken in send(gateway, [envelope]):
            emit_record({"id": str(envelope.id), "type": envelope.type, "taken": taken}, output)


@events.command()
def validate(
    event: Annotated[str, typer.Argument(help="As IntervalReported, or its whole type.")],
    data: JsonArgument,
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """Check an event's data against its contract; nothing has to be running."""
    said = read_event(event, data)
    emit_record({"type": said.WIRE_NAME, "key": said.key, "stream": said.STREAM.name, "valid": True}, output)


@events.command("types")
def list_types(output: OutputOption = OutputFormat.TABLE) -> None:
    """All events: who says them, on which stream, and what they mean."""
    emit_rows(
        [
            {
                "event": kind.__name__,
                "owner": kind.owner(),
                "stream": kind.STREAM.name,
                "meaning": (kind.__doc__ or "").strip().partition("\n")[0],
            }
            for kind in event_classes().values()
        ],
        output,
    )


def read_event(name: str, data: Path) -> Event:
    """The event, or exit status 2 with every pointer that does not fit."""
    kind = next((k for wire, k in event_classes().items() if name in (wire, k.__name__)), None)
    if kind is None:
        typer.echo(f"concert: no event is called {name!r}; `concert events types` lists them", err=True)
        raise typer.Exit(2)
    try:
        text = sys.stdin.buffer.read() if str(data) == "-" else data.read_bytes()
        return kind.read(from_json(text))
    except (WireRefusal, ValueError, OSError) as refused:
        typer.echo(f"concert: {refused}", err=True)
        raise typer.Exit(2) from None
