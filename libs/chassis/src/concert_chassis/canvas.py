"""Writes event map and canvases from the code: `python -m concert_chassis.canvas [--check]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from concert_contracts.event import Event
from concert_contracts.event_map import event_map, picture, place_of

from concert_chassis.service_survey import ServiceSurvey, survey_services

EVENT_MAP = "docs/event-map.md"
CANVAS = ("<!-- canvas: written by `make contracts` -->", "<!-- end of canvas -->")
EVENT_FLOW = ("<!-- event flow: written by `make contracts` -->", "<!-- end of event flow -->")


def pages(root: Path) -> dict[str, str]:
    """Path from `root` -> the whole text that belongs there, generated parts renewed."""
    services = survey_services(root)
    consumers = {service.name: tuple(service.reactions) for service in services}
    wanted = {EVENT_MAP: event_map(consumers)}
    for service in services:
        path = f"services/{service.name}/README.md"
        wanted[path] = renewed(_text(root / path), canvas_of(service), CANVAS)
    if (root / "README.md").is_file():
        wanted["README.md"] = renewed(_text(root / "README.md"), picture(consumers), EVENT_FLOW)
    return wanted


def renewed(text: str, lines: Sequence[str], markers: tuple[str, str]) -> str:
    """`text` with what stands between the markers replaced; without markers they are added at the end."""
    begin, end = markers
    part = "\n".join([begin, *lines, end])
    if begin in text and end in text:
        before, _, rest = text.partition(begin)
        return before + part + rest.partition(end)[2]
    return f"{text.rstrip()}\n\n{part}\n"


def canvas_of(service: ServiceSurvey) -> list[str]:
    """One page per service: what it owns, emits, reacts to and serves."""
    streams = [
        f"stream `{stream.name}`, ordered by `{stream.key_field}`, kept {stream.retention.days} days"
        for stream in service.streams
    ]
    tables = [f"tables {', '.join(f'`{table}`' for table in service.tables)}"] if service.tables else []
    reactions = [f"{_said(event)}: {does}" for event, does in service.reactions.items()]
    return [
        *_section("Owns", streams + tables),
        *_section("Emits", [f"**{event.__name__}**: {_why(event)}" for event in service.emits]),
        *_section("Reacts to", reactions),
        *_section("Serves", [f"`{method} {path}`" for method, path in service.routes]),
        "",
    ]


def main(arguments: list[str] | None = None) -> int:
    """0 when all is current (or has been written), 1 when --check found something outdated."""
    parser = argparse.ArgumentParser(description="Generate the event map and the services' canvases.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if something is outdated")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository's root (here)")
    chosen = parser.parse_args(arguments)
    root: Path = chosen.root
    outdated = {name: text for name, text in pages(root).items() if _text(root / name) != text}
    for name, text in outdated.items():
        if chosen.check:
            sys.stderr.write(f"OUTDATED {name}: run `make contracts`\n")
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
        sys.stdout.write(f"wrote {name}\n")
    return 1 if chosen.check and outdated else 0


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {line}" for line in lines or ["nothing"])]


def _said(event: type[Event]) -> str:
    return f"**{event.__name__}** from {place_of(event.owner())}"


def _why(event: type[Event]) -> str:
    return (event.__doc__ or "").strip().splitlines()[0]


def _text(file: Path) -> str:
    return file.read_text() if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
