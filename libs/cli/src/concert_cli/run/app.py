"""`concert run` and `concert demo`: start everything, load the sample company, play its story."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from concert_chassis.home import AlreadyRunning
from concert_chassis.launcher import Launched, LaunchOptions, ServiceDidNotStart, launch
from concert_chassis.log_lines import log_printer
from rich.console import Console
from rich.live import Live
from rich.progress import TaskID

from concert_cli.installation import DEFAULT_HOME, HomeOption, Installation, NotAnswered
from concert_cli.output import OutputFormat, OutputOption, emit_rows, printable, progress_on_stderr
from concert_cli.run.company import Company
from concert_cli.run.forecasts import story_forecasts
from concert_cli.run.live import Picture
from concert_cli.run.outcome import Check, checks
from concert_cli.run.people import People
from concert_cli.run.services import child_services
from concert_cli.run.setting_up import set_up
from concert_cli.run.stage import Stage
from concert_cli.run.story import Beat, Story
from concert_cli.run.telling import told
from concert_cli.run.watch import Watch


class BusChoice(StrEnum):
    POSTGRES = "postgres"
    KAFKA = "kafka"


BusOption = Annotated[
    BusChoice, typer.Option("--bus", help="postgres needs nothing else; kafka: `make kafka`.")
]
KafkaOption = Annotated[str, typer.Option("--kafka", help="Where Kafka is, for --bus kafka.")]
CompanyOption = Annotated[Path, typer.Option("--company", help="The sample company's folder.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database", envvar="CONCERT_DATABASE_URL", help="An administrator's address of a PostgreSQL."
    ),
]
KAFKA_AT = "127.0.0.1:9092"


def run(
    bus: BusOption = BusChoice.POSTGRES,
    kafka: KafkaOption = KAFKA_AT,
    speed: Annotated[float, typer.Option(min=0, help="Minutes of the story per second; 0: at once.")] = 240,
    story: Annotated[
        bool, typer.Option(help="Load the sample company and play its story (the first time).")
    ] = True,
    logs: Annotated[bool, typer.Option(help="Show the services' logs.")] = False,
    company: CompanyOption = Path("examples"),
    database: DatabaseOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Start everything, play the sample company's story with a live view, stay up until Ctrl-C."""
    console = Console(stderr=True)
    stage = Stage(home)
    sample = stage.set(company) if story and stage.is_new else None
    if sample is None:
        stage.leave(console)

    async def while_up(launched: Launched) -> int:
        if sample is not None:
            try:
                await asyncio.to_thread(_show_story, known(launched), sample, stage, speed or None, console)
            except NotAnswered as refused:
                console.print(f"The story stopped: {refused}", markup=False)
        _print_addresses(launched, console)
        await launched.until_told_to_stop()
        return 0

    raise typer.Exit(_up(options(bus, kafka, database, home, console, logs=logs), console, while_up))


def demo(
    bus: BusOption = BusChoice.POSTGRES,
    kafka: KafkaOption = KAFKA_AT,
    company: CompanyOption = Path("examples"),
    database: DatabaseOption = None,
    home: HomeOption = Path(".concert/demo"),
    output: OutputOption = OutputFormat.TABLE,
) -> None:
    """The story without a terminal: print what happened, exit with 0 only if it came out as it must."""
    console = Console(stderr=True, width=160)
    stage = Stage(home)
    stage.clear()
    sample = stage.set(company)

    async def while_up(launched: Launched) -> int:
        found = await asyncio.to_thread(_tell_story, known(launched), sample, stage, console)
        emit_rows([vars(check) for check in found], output)
        return 0 if all(check.came_out for check in found) else 1

    raise typer.Exit(_up(options(bus, kafka, database, home, console, logs=False), console, while_up))


def options(
    bus: BusChoice, kafka: str, database: str | None, home: Path, console: Console, *, logs: bool
) -> LaunchOptions:
    bus_url = f"kafka://{kafka}" if bus is BusChoice.KAFKA else None
    launching = LaunchOptions(home=home, database_url=database, bus_url=bus_url)
    if not logs:
        return launching
    return replace(launching, show=log_printer(sys.stderr.write, coloured=console.is_terminal))


def known(launched: Launched) -> Installation:
    return Installation(dict(launched.addresses.services), dict(launched.addresses.tokens))


def _up(launching: LaunchOptions, console: Console, while_up: Callable[[Launched], object]) -> int:
    """Starts everything, does the work, stops everything; the exit status."""

    async def live() -> int:
        console.print("Starting PostgreSQL, the bus and the services ...")
        async with launch(child_services(Stage(launching.home).clock.path), launching) as launched:
            for note in launched.notes:
                console.print(note)
            done = while_up(launched)
            return int(await done) if asyncio.iscoroutine(done) else 0

    try:
        return asyncio.run(live())
    except (AlreadyRunning, ServiceDidNotStart, NotAnswered, RuntimeError, OSError) as refused:
        console.print(f"concert: {refused}", markup=False)
        return 1


def _set_up(people: People) -> None:
    with progress_on_stderr() as progress:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of)
            progress.update(tasks[what], completed=done)

        set_up(people, show)


def _show_story(
    installed: Installation, company: Company, stage: Stage, speed: float | None, console: Console
) -> None:
    people = People(company, installed)
    _set_up(people)
    with Watch(installed) as watch:
        picture = Picture(watch, company.timezone, story_forecasts(people))
        with Live(console=console, auto_refresh=False, vertical_overflow="crop") as live:

            def draw(beat: Beat, number: int, beats: int) -> None:
                picture.take(beat, number, beats)
                live.update(picture.draw(), refresh=True)

            Story(company, people, stage.clock, speed, draw).play()
        found = settled(people, watch)
    stage.finished()
    _print_checks(found, console)


def _tell_story(installed: Installation, company: Company, stage: Stage, console: Console) -> list[Check]:
    people = People(company, installed)
    _set_up(people)
    with Watch(installed) as watch:
        picture = Picture(watch, company.timezone, {})
        shown = 0

        def tell(beat: Beat, number: int, beats: int) -> None:
            nonlocal shown
            for said in watch.said[shown:]:
                console.print(
                    printable(f"{picture.clock(said)}  {told(said, picture.names())}"),
                    markup=False,
                    highlight=False,
                )
                shown += 1

        Story(company, people, stage.clock, None, tell).play()
        found = settled(people, watch)
        tell(Beat(company.ends_at), 0, 0)
    stage.finished()
    return found


def settled(people: People, watch: Watch) -> list[Check]:
    """The checks, once all that was said has been heard; after a while, whatever they say."""
    for _ in range(20):
        found = checks(people, watch)
        if all(check.came_out for check in found):
            return found
        people.answer_insights(people.company.ends_at)
        watch.pause(0.5)
    return found


def _print_checks(found: list[Check], console: Console) -> None:
    for check in found:
        mark = "came out" if check.came_out else "DID NOT COME OUT"
        console.print(f"{mark:>16}  {check.what} ({check.found})", markup=False, highlight=False)


def _print_addresses(launched: Launched, console: Console) -> None:
    console.print("\nConcert is up; Ctrl-C stops it. Its data stay for the next start.", style="bold")
    for name, address in launched.addresses.services.items():
        console.print(f"  {name:<13} {address}/docs   metrics {address}/metrics", highlight=False)
    console.print("Tokens (local only; send as Authorization: Bearer ...):")
    for role, token in launched.addresses.tokens.items():
        sys.stdout.write(f"{role} {token}\n")
    sys.stdout.flush()
    console.print("Try: concert doctor, concert events tail, concert campaigns list", highlight=False)
