"""What was forecast of the story's weeks, for the picture: looked up once, before they begin."""

from datetime import datetime

from concert_cli.installation import answer
from concert_cli.run.people import People


def story_forecasts(people: People) -> dict[tuple[str, datetime], float]:
    """Expected contacts by queue and half-hour."""
    company = people.company
    found: dict[tuple[str, datetime], float] = {}
    with people.client("staffing-svc", "planner") as staffing:
        for queue in company.config["queues"]:
            asked = {
                "queue": queue,
                "since": company.begins_at.isoformat(),
                "until": company.ends_at.isoformat(),
            }
            for interval in answer(staffing.get("/v1/forecasts", params=asked))["intervals"]:
                found[queue, datetime.fromisoformat(interval["started_at"])] = interval["mean"]
    return found
