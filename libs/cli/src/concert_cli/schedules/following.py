"""Follows a publication to its end: progress on standard error, a refusal as a refusal."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
from rich.console import Console

from concert_cli.installation import NotAnswered, answer


def followed(service: httpx.Client, known: dict[str, Any], budget: dict[str, float]) -> None:
    """Returns when the schedule is published. Raises NotAnswered with the code of what was refused."""
    console = Console(stderr=True, highlight=False)
    path = f"/v1/schedules/{known['schedule_id']}/publication"
    headers = {"If-Match": f'"{known["version"]}"'}
    with service.stream("POST", path, json=budget, headers=headers) as response:
        if not response.is_success:
            response.read()
            answer(response)
        for name, data in _events(response):
            if name == "refused":
                raise NotAnswered(f"{path}: {data['code']}: {data['detail']}")
            if name == "progress":
                console.print(
                    f"{data['queue']}: {data['elapsed_s']:5.1f} s  best {data['best_h']:,.1f} h  "
                    f"bound {data['bound_h']:,.1f} h  gap {data['gap']:.2%}"
                )
            if name == "published":
                return
    raise NotAnswered(f"{path} ended before the schedule was published: is the service still there?")


def _events(response: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data)."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
