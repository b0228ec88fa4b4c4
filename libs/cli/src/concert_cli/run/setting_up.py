"""Give the installation the sample company: queues, a year of history, the schedule, first forecasts."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from concert_cli.installation import answer
from concert_cli.run.company import Company
from concert_cli.run.people import People

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

CHUNK = 4000


def set_up(people: People, progress: Progress) -> None:
    company = people.company
    with people.client("staffing-svc", "planner") as staffing:
        queues = list(company.config["queues"].items())
        for number, (name, figures) in enumerate(queues, start=1):
            body = queue_figures(company, figures)
            answer(staffing.put(f"/v1/queues/{name}", json=body, headers={"If-Match": "*"}))
            progress("queues", number, len(queues))
        intervals = [interval_body(i) for i in company.history()]
        post_chunks(staffing, "/v1/history", "intervals", intervals, "a year of history", progress)
        post_chunks(staffing, "/v1/schedule", "scheduled", company.staff(), "the schedule", progress)
        for number, (name, _) in enumerate(queues, start=1):
            answer(staffing.post("/v1/forecasts", json={"queue": name}))
            progress("forecasts and surge detectors", number, len(queues))
    people.set_goal()


def queue_figures(company: Company, figures: dict[str, Any]) -> dict[str, Any]:
    config = company.config
    span = [config["opens"] * 60, config["closes"] * 60]
    return {
        "timezone": config["timezone"],
        "interval_s": config["interval_s"],
        "opening": [[span] if day in config["open_weekdays"] else [] for day in range(7)],
        "handle_s": figures["handle_s"],
        "patience_s": figures["patience_s"],
        "shrinkage_share": 0.3,
        "value_per_contact_minor": figures["value_per_contact_minor"],
        "currency": "EUR",
    }


def interval_body(interval: Any) -> dict[str, Any]:
    return {
        "queue": interval.queue,
        "started_at": interval.started_at.isoformat(),
        "interval_s": interval.interval_s,
        "offered": interval.offered,
        "answered": interval.answered,
        "answered_within": interval.answered_within,
        "within_s": interval.within_s,
        "abandoned": interval.abandoned,
        "handle_time_s": interval.handle_time_s,
    }


def post_chunks(
    client: httpx.Client, path: str, name: str, items: Sequence[Any], what: str, progress: Progress
) -> None:
    for first in range(0, len(items), CHUNK):
        part = items[first : first + CHUNK]
        answer(client.post(path, json={name: part}))
        progress(what, first + len(part), len(items))
