"""`concert schedules`: rules kept, a schedule drafted from the forecast, published, worked and withdrawn."""

import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_company import RunningCompany, concert
from concert_chassis.clock import SystemClock
from concert_cli.installation import installation

RULES = """
[[shift]]
name = "day"
length = "9h"
starts = { from = "07:00", until = "12:00", every = "30m" }
[[shift.break]]
name = "lunch"
length = "1h"
earliest = "3h"
latest = "5h"
[[staff]]
name = "agent"
count = 12
"""
TODAY = SystemClock().now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
DAY = TODAY + timedelta(days=3)


@pytest.fixture(scope="module")
def team(company: RunningCompany) -> str:
    """A team of twelve on a queue whose forecast is ten contacts in each half-hour from 8 to 16."""
    with installation(company.home).client("staffing-svc", role="planner") as service:
        rows = [
            {
                "queue": "hotline",
                "started_at": at.isoformat(),
                "interval_s": 1800,
                "offered": 10 if 8 <= at.hour < 16 else 0,
            }
            for at in (TODAY - timedelta(minutes=30 * (slot + 1)) for slot in range(48 * 28))
        ]
        assert service.post("/v1/history", json={"intervals": rows}).status_code == 201
        assert service.post("/v1/forecasts", json={"queue": "hotline"}).status_code == 201
        body = {"queues": ["hotline"], "rules": tomllib.loads(RULES)}
        kept = service.put("/v1/shift-rules/hotline team", json=body, headers={"If-Match": '"0"'})
        assert kept.status_code == 200
    return "hotline team"


def test_rules_are_kept_from_a_file_and_changed_by_who_has_seen_them(
    company: RunningCompany, team: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES + "away = [2020-01-01]\n")
    told = company.told("schedules", "rules", "second team", str(file), "--queue", "hotline")
    assert (told["version"], told["rules"]["staff"][0]["away"]) == (1, ["2020-01-01"])
    stale = company.concert("schedules", "rules", "second team", str(file), "--queue", "hotline")
    assert (stale.exit_code, "version-stale" in stale.stderr) == (1, True)
    changed = company.told(
        "schedules", "rules", "second team", str(file), "--queue", "hotline", "--seen", "1"
    )
    assert changed["version"] == 2
    file.write_text("[[shift")
    wrong = company.concert("schedules", "rules", team, str(file), "--queue", "hotline")
    assert (wrong.exit_code, "not valid" in wrong.stderr) == (2, True)


def drafted(company: RunningCompany, team: str, begins: datetime = DAY) -> Any:
    until = begins + timedelta(days=1)
    return company.told(
        "schedules", "draft", team, "--from", f"{begins:%Y-%m-%d}", "--until", f"{until:%Y-%m-%d}"
    )


def test_a_schedule_is_drafted_published_worked_and_withdrawn(company: RunningCompany, team: str) -> None:
    made = drafted(company, team)
    schedule_id = made["schedule_id"]
    result = company.concert("schedules", "publish", schedule_id, "--gap", "50%", "-o", "json")
    assert result.exit_code == 0, result.output
    assert (json.loads(result.stdout)["status"], "gap" in result.stderr) == ("published", True)
    lines = company.concert("schedules", "shifts", schedule_id, "-o", "csv").stdout.splitlines()
    assert lines[0] == "person,queue,kind,starts_at,ends_at,breaks,open_because"
    assert all(line.startswith("agent ") for line in lines[1:])
    offers = company.told("schedules", "day", "offers", schedule_id, f"{DAY:%Y-%m-%d}", "--shortest", "1h")
    assert all(one["schedule_id"] == schedule_id for one in offers)
    told = company.told("schedules", "day", "adherence", team, f"{DAY:%Y-%m-%d}")
    assert (told["reported_people"], told["adherence_share"]) == (0, None)
    withdrawn = company.told("schedules", "withdraw", schedule_id, "--reason", "Too many are ill")
    assert (withdrawn["status"], withdrawn["entries"][-1]["reason"]) == ("withdrawn", "Too many are ill")
    assert schedule_id in company.concert("schedules", "list", "--team", team, "-o", "csv").stdout


def test_who_hangs_up_leaves_a_draft_that_can_be_published_again(company: RunningCompany, team: str) -> None:
    made = drafted(company, team, DAY + timedelta(days=7))
    path = f"/v1/schedules/{made['schedule_id']}"
    with installation(company.home).client("staffing-svc", role="planner") as service:
        with service.stream(
            "POST", f"{path}/publication", json={"gap": 0, "time_limit_s": 30}, headers={"If-Match": '"1"'}
        ) as response:
            first = next(response.iter_lines())
        assert first == "event: progress"
        assert service.get(path).json()["status"] == "draft"
    shown = company.told("schedules", "publish", made["schedule_id"], "--gap", "50%")
    assert shown["status"] == "published"


def test_what_is_refused_is_said_in_one_line(company: RunningCompany, team: str) -> None:
    made = drafted(company, team, DAY + timedelta(days=14))
    company.told("schedules", "publish", made["schedule_id"], "--gap", "50%")
    twice = company.concert("schedules", "publish", made["schedule_id"])
    assert (twice.exit_code, "schedule-not-a-draft" in twice.stderr) == (1, True)
    offer = company.concert("schedules", "day", "accept", made["schedule_id"], "agent 1")
    assert (offer.exit_code, "unknown-offer" in offer.stderr) == (1, True)


def test_every_command_explains_itself() -> None:
    assert "publish" in concert("schedules", "--help").stdout
    assert "adherence" in concert("schedules", "day", "--help").stdout
