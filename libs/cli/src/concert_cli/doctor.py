"""`concert doctor`: how every part is, and what to do about what is wrong."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import httpx
import typer

from concert_cli.installation import DEFAULT_HOME, SERVICES, HomeOption, Installation, installation, variable
from concert_cli.output import OutputFormat, OutputOption, emit_rows

LOOK_FOR_S = 5.0
OLDEST_UNPUBLISHED = "concert_outbox_oldest_unpublished_seconds"
OLDEST_UNPUBLISHED_S = 30.0


@dataclass(frozen=True)
class Finding:
    """One look at one part."""

    part: str
    look: str
    healthy: bool
    found: str
    do: str = ""


def doctor(
    output: OutputOption = OutputFormat.TABLE,
    home: HomeOption = DEFAULT_HOME,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only these services.")] = None,
) -> None:
    """Look at every part; exit status 0 only if all is well."""
    known = installation(home)
    findings = [finding for service in only or SERVICES for finding in look_at(service, known)]
    rows = [asdict(finding) for finding in findings]
    emit_rows(rows, output)
    if not all(finding.healthy for finding in findings):
        raise typer.Exit(1)


def look_at(service: str, known: Installation) -> Iterator[Finding]:
    address = known.services.get(service)
    if address is None:
        start = f"start it with `concert run`, or set {variable(service)}"
        yield Finding(service, "address", False, "not known", start)
        return
    try:
        with httpx.Client(base_url=address, timeout=LOOK_FOR_S) as client:
            ready = client.get("/readyz")
            metrics = client.get("/metrics")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log = f"look into .concert/logs/{service}.log; `concert run` starts it again"
        yield Finding(service, "answers", False, f"{address}: {type(error).__name__}", log)
        return
    yield from ready_checks(service, ready)
    if metrics.is_success and metric(metrics.text, OLDEST_UNPUBLISHED) is not None:
        yield from numbers(service, metrics.text)
    else:
        found = f"/metrics says {metrics.status_code}, and nothing of what a service counts"
        advice = f"is {address} really {service}? see {variable(service)}"
        yield Finding(service, "metrics", False, found, advice)


ADVICE = {
    "database": "is PostgreSQL running, and its disk not full?",
    "bus": "is the broker running?",
    "inbound": "look at GET /parking, mend the cause, then replay or discard",
}


def ready_checks(service: str, ready: httpx.Response) -> Iterator[Finding]:
    faults = faults_of(ready)
    if not faults:
        advice = (
            "" if ready.is_success else "it is starting or stopping, or is no service of ours: see its log"
        )
        yield Finding(service, "ready", ready.is_success, f"/readyz says {ready.status_code}", advice)
    for name, fault in faults.items():
        yield Finding(service, name, False, str(fault), ADVICE.get(name, "see its log"))


def faults_of(ready: httpx.Response) -> dict[str, Any]:
    """What is wrong by part; nothing when the answer is not one of ours."""
    try:
        told = ready.json()
    except ValueError:
        return {}
    faults = told.get("faults") if isinstance(told, dict) else None
    return faults if isinstance(faults, dict) else {}


def numbers(service: str, metrics: str) -> Iterator[Finding]:
    age = metric(metrics, OLDEST_UNPUBLISHED) or 0.0
    late = age > OLDEST_UNPUBLISHED_S
    yield Finding(
        service,
        "outbox",
        not late,
        f"oldest unpublished event is {age:.0f} s old",
        "the broker is away or the relay is stuck: see the log" if late else "",
    )
    parked = metric(metrics, "concert_parked_keys") or 0
    yield Finding(
        service,
        "parking",
        parked == 0,
        f"{parked:.0f} keys parked",
        "inspect GET /parking; replay after the cause is mended, or discard" if parked else "",
    )


def metric(text: str, name: str) -> float | None:
    """The sum of a metric's samples; None when it is not there."""
    found = [
        float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if line.startswith((name + "{", name + " "))
    ]
    return sum(found) if found else None
