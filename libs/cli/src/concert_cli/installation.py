"""Where Concert's services are and who we are to them: a local installation's folder, or the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from concert_chassis.home import Home

SERVICES = ("gateway-svc", "campaign-svc", "staffing-svc", "insight-svc", "goals-svc")
TIMEOUT_S = 120.0

HomeOption = Annotated[
    Path, typer.Option("--home", help="Folder of the local installation that `concert run` started.")
]
DEFAULT_HOME = Path(".concert")


class NotAnswered(Exception):
    """A service refused or could not be reached; the message says what to do."""


@dataclass(frozen=True)
class Installation:
    """Addresses by service, and tokens by role."""

    services: dict[str, str]
    tokens: dict[str, str]

    def client(self, service: str, *, role: str) -> httpx.Client:
        """A client of one service in a role; raises `NotAnswered` when we know no address or token."""
        if service not in self.services:
            raise NotAnswered(
                f"no address of {service}: start it with `concert run`, or set {variable(service)}"
            )
        token = os.environ.get("CONCERT_TOKEN") or self.tokens.get(role)
        if token is None:
            raise NotAnswered(f"no token for the role {role}: set CONCERT_TOKEN")
        return httpx.Client(
            base_url=self.services[service],
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
        )


def variable(service: str) -> str:
    """The environment variable that names a service's address: CONCERT_CAMPAIGN_URL."""
    return f"CONCERT_{service.removesuffix('-svc').upper()}_URL"


def installation(home: Path = DEFAULT_HOME) -> Installation:
    """What the folder knows; an environment variable per service overrides it."""
    known = Home(home).addresses()
    services = dict(known.services) if known else {}
    for service in SERVICES:
        if variable(service) in os.environ:
            services[service] = os.environ[variable(service)]
    return Installation(services, dict(known.tokens) if known else {})


def answer(response: httpx.Response) -> Any:
    """The JSON of a good answer; raises `NotAnswered` with the problem's own words otherwise."""
    path = response.request.url.path
    try:
        told = response.json() if response.content else None
    except ValueError:
        raise NotAnswered(
            f"{path} answered {response.status_code}, but not in JSON: is {response.request.url} a service of ours?"
        ) from None
    if response.is_success:
        return told
    raise NotAnswered(f"{path} answered {response.status_code} {reason_of(told)}")


def reason_of(problem: Any) -> str:
    """A problem (RFC 9457) in one line: its code, and what is wrong where."""
    if not isinstance(problem, dict):
        return str(problem)[:500]
    detail = problem.get("detail") or problem.get("title") or ""
    faults = [f"{fault.get('pointer', '')}: {fault.get('detail', '')}" for fault in problem.get("errors", [])]
    faults = [fault for fault in faults if not fault.endswith(f": {detail}")]
    return f"{problem.get('code', '')}: {'; '.join([detail, *faults])}"


@contextmanager
def told_plainly() -> Iterator[None]:
    """Ends the command with exit status 1 and one line on standard error when something did not answer."""
    try:
        yield
    except NotAnswered as refused:
        typer.echo(f"concert: {refused}", err=True)
        raise typer.Exit(1) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        typer.echo(f"concert: {error}: is it running? `concert doctor` looks at every part.", err=True)
        raise typer.Exit(1) from None
