"""Started, fed with a stranger's file, hurt, asked, stopped, started again: what a person at a terminal sees."""

import json
import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from concert_chassis.clock import SystemClock
from installed import Installed, concert, running, until

CHAIN = ["CampaignAnnounced", "AnnouncementDelivered", "StaffingPlanRaised"]


def test_an_installation_plans_a_campaign_although_a_service_is_killed_and_keeps_it(home: Path) -> None:
    today = SystemClock().now().replace(hour=0, minute=0, second=0, microsecond=0)
    with listening(8101), running(home) as installed:
        port = installed.addresses.services["campaign-svc"].rpartition(":")[2]
        assert port != "8101"
        assert f"Port 8101 is busy; campaign-svc uses {port}." in installed.screen.read_text()
        doctor = concert(home, "doctor", "-o", "json")
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr

        history = home / "history.csv"
        history.write_text("\n".join(lines_of_history(today)))
        loaded = concert(home, "load", "intervals", str(history), "-o", "json")
        assert loaded.returncode == 0, loaded.stderr
        assert json.loads(loaded.stdout)["loaded"] == 5 * 7 * 48

        installed.process_of("staffing-svc").kill()
        campaign_id = announced(home, launch=today + timedelta(days=20, hours=9))
        plan = until(lambda: plan_of(installed, campaign_id))
        assert plan["queues"][0]["campaign_contacts"] > 0
        assert plan["queues"][0]["baseline_contacts"] > 0
        assert said_on_the_stream(home) == CHAIN
        assert installed.stopped() == []
        assert not (home / "addresses.json").exists()

    with running(home) as again:
        assert plan_of(again, campaign_id) == plan
        assert said_on_the_stream(home) == CHAIN
        assert again.stopped() == []


@contextmanager
def listening(port: int) -> Iterator[None]:
    """Somebody else has the port: we, unless it is taken already."""
    with socket.socket() as busy:
        try:
            busy.bind(("127.0.0.1", port))
            busy.listen()
        except OSError:
            pass
        yield


def lines_of_history(today: datetime) -> Iterator[str]:
    """Five weeks of half-hours of a queue that is busier by day, in a file as telephony systems write it."""
    yield "timestamp,queue,offered,abandoned"
    for index in range(-5 * 7 * 48, 0):
        at = today + timedelta(minutes=30 * index)
        offered = round(20 + 15 * math.sin((at.hour - 6) / 12 * math.pi)) + index % 3
        yield f"{at:%Y-%m-%dT%H:%M:%SZ},sales,{offered},1"


def announced(home: Path, *, launch: datetime) -> str:
    words = ["campaigns", "announce", "Spring fibre", "--queue", "sales", "--audience", "20000"]
    words += ["--launch", f"{launch:%Y-%m-%dT%H:%M}", "--expected", "500", "-o", "json"]
    told = concert(home, *words)
    assert told.returncode == 0, told.stderr
    campaign_id: str = json.loads(told.stdout)["campaign_id"]
    return campaign_id


def plan_of(installed: Installed, campaign_id: str) -> Any:
    """The plan, once the service is back and has made it."""
    with installed.client("staffing-svc", "planner") as center:
        try:
            answer = center.get(f"/v1/plans/{campaign_id}")
        except httpx.TransportError:
            return None
    return answer.json() if answer.is_success else None


def said_on_the_stream(home: Path) -> list[str]:
    """What was said, as `concert events tail` reads it; one story has one correlation id."""
    told = concert(home, "events", "tail", "--no-follow", "-o", "json")
    assert told.returncode == 0, told.stderr
    events = json.loads(told.stdout)
    assert len({event["correlationid"] for event in events}) == 1
    return [event["type"].split(".")[-2] for event in events]
