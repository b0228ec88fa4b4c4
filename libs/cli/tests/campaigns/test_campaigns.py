"""`concert campaigns`: announced from options or a file, found again, followed to the plan."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_company import RunningCompany, concert
from cli_files import history
from concert_chassis.clock import SystemClock

IN_A_MONTH = (SystemClock().now() + timedelta(days=30)).strftime("%Y-%m-%dT09:00")
OPTIONS = ("--queue", "sales", "--audience", "20000", "--launch", IN_A_MONTH)


def announced(company: RunningCompany, name: str, *more: str) -> Any:
    return company.told("campaigns", "announce", name, *OPTIONS, *more)


def test_a_campaign_is_announced_from_options(company: RunningCompany) -> None:
    more = ("--code", "SPRING", "--number", "+49 800 1", "--expected", "900", "--timezone", "Europe/Berlin")
    told = announced(company, "By options", "--queue", "service=.25", *more)
    terms = told["terms"]
    assert (terms["name"], terms["expected_contacts"], terms["codes"]) == ("By options", 900, ["SPRING"])
    assert terms["queues"] == [{"queue": "sales", "share": 0.5}, {"queue": "service", "share": 0.25}]
    assert told["notice"]["on_time"] is True


def test_a_person_reads_the_verdict_on_the_notice_at_once(company: RunningCompany) -> None:
    soon = (SystemClock().now() + timedelta(days=5)).strftime("%Y-%m-%dT23:00")
    for launch, verdict in ((IN_A_MONTH, "of 14 days: on time"), (soon, "days short")):
        more = ("--queue", "sales", "--audience", "20000", "--launch", launch)
        assert verdict in company.concert("campaigns", "announce", "Read", *more).stdout


def test_a_whole_campaign_is_announced_from_a_file_or_what_is_typed(
    company: RunningCompany, tmp_path: Path
) -> None:
    known = announced(company, "The model")["terms"]
    wanted = ("audience_size", "codes", "dialed_numbers", "ends_at", "expected_contacts", "launch_at")
    wanted += ("lifecycle_stage", "offer", "queues", "timezone", "waves")
    body = {name: known[name] for name in wanted}
    file = tmp_path / "campaign.json"
    file.write_text(json.dumps(body | {"name": "By file"}))
    assert company.told("campaigns", "announce", "--file", str(file))["terms"]["name"] == "By file"
    typed = json.dumps(body | {"name": "Typed"})
    assert company.told("campaigns", "announce", "--file", "-", typed=typed)["terms"]["name"] == "Typed"


def test_what_was_announced_is_listed_with_its_name_and_launch(company: RunningCompany) -> None:
    told = announced(company, "Listed")
    listed = company.told("campaigns", "list")
    assert told["campaign_id"] in [one["campaign_id"] for one in listed]
    lines = company.concert("campaigns", "list", "-o", "csv").stdout.splitlines()
    assert lines[0] == "campaign_id,name,status,launch_at,version"
    (line,) = [line for line in lines if told["campaign_id"] in line]
    assert ",Listed,announced," in line
    assert "Listed" in company.concert("campaigns", "list").stdout
    assert len(company.told("campaigns", "list", "--limit", "1")) == 1


def test_its_plan_and_its_timeline_are_followed(company: RunningCompany, tmp_path: Path) -> None:
    company.told("load", "intervals", str(history(tmp_path, queue="sales")))
    campaign_id = announced(company, "Followed", "--expected", "900")["campaign_id"]
    company.drain()
    (planned,) = company.told("campaigns", "plan", campaign_id)["queues"]
    assert planned["queue"] == "sales"
    assert "sales" in company.concert("campaigns", "plan", campaign_id).stdout
    table = company.concert("campaigns", "timeline", campaign_id).stdout
    assert "CampaignAnnounced" in table
    followed = json.dumps(company.told("campaigns", "timeline", campaign_id))
    for event in ("CampaignAnnounced", "AnnouncementDelivered", "StaffingPlanRaised"):
        assert event in followed


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("announce",), 2, "NAME, --queue, --audience, --launch"),
        (("announce", "A", *OPTIONS, "--queue", "sales=much"), 2, "QUEUE=SHARE"),
        (("announce", "A", *OPTIONS, "--timezone", "Nowhere"), 2, "time zone"),
        (("announce", "A", *OPTIONS, "--launch", "soon"), 2, "--launch"),
        (("announce", "A", *OPTIONS, "--launch", "9999-12-31"), 2, "end of all calendars"),
        (("announce", "A", *OPTIONS, "--launch", "2020-01-01T09:00"), 1, "launch-in-the-past"),
        (("announce", "A", *OPTIONS, "--queue", "sales=7"), 1, "/queues/"),
        (("announce", "A", *OPTIONS, "--channel", "pigeon"), 1, "/waves/0/channel"),
        (("announce", "--file", "nowhere.json"), 2, "nowhere.json"),
        (("announce", "--file", "-"), 2, "no campaign in JSON"),
        (("timeline", "01957a10-0000-7000-8000-00000000dead"), 1, "campaign-not-found"),
        (("timeline", "spring"), 2, "valid UUID"),
        (("plan", "01957a10-0000-7000-8000-00000000dead"), 1, "answered 404"),
        (("plan", "../queues"), 2, "valid UUID"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(
    company: RunningCompany, arguments: tuple[str, ...], status: int, said: str
) -> None:
    result = company.concert("campaigns", *arguments, "-o", "json", typed="{")
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in " ".join(result.stderr.split())
    if status == 1:
        assert len(result.stderr.strip().splitlines()) == 1


def test_without_an_installation_it_says_what_to_do() -> None:
    for arguments in (
        ("list",),
        ("timeline", "01957a10-0000-7000-8000-00000000dead"),
        ("announce", "A", *OPTIONS),
    ):
        result = concert("campaigns", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "CONCERT_CAMPAIGN_URL" in result.stderr
