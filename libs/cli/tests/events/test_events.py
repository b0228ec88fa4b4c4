"""`concert events`: what can be said, said and checked, and what was said read again, in plain words."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_company import RunningCompany, concert
from concert_chassis.clock import SystemClock
from concert_contracts.example import example_of
from concert_contracts.external import OrderPlaced
from concert_contracts.vocabulary import EVENTS
from pydantic_core import from_json


def an_order(folder: Path, **changes: Any) -> str:
    data = from_json(example_of(OrderPlaced))["data"] | changes
    file = folder / "order.json"
    file.write_text(json.dumps(data))
    return str(file)


def test_all_events_are_listed_with_their_meaning() -> None:
    result = concert("events", "types", "-o", "json")
    listed = json.loads(result.stdout)
    assert [one["event"] for one in listed] == [event.__name__ for event in EVENTS]
    assert all(one["meaning"] for one in listed)
    assert "OrderPlaced" in concert("events", "types").stdout
    assert concert("events", "types", "-o", "csv").stdout.startswith("event,owner,stream,meaning\n")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_example_is_valid_under_its_short_and_its_whole_name(event: Any) -> None:
    data = json.dumps(from_json(example_of(event))["data"])
    for name in (event.__name__, event.WIRE_NAME):
        told = json.loads(concert("events", "validate", name, "-", "-o", "json", typed=data).stdout)
        assert (told["type"], told["valid"]) == (event.WIRE_NAME, True)


@pytest.mark.parametrize(
    ("event", "text", "said"),
    [
        ("Nothing", "{}", "no event is called 'Nothing'"),
        ("OrderPlaced", "{", "EOF"),
        ("OrderPlaced", "", "EOF"),
        ("OrderPlaced", "[]", "OrderPlaced"),
        ("OrderPlaced", '{"order_id": "1"}', "/placed_at"),
        ("OrderPlaced", '{"order_id": "1", "revenue_minor": -1}', "/revenue_minor"),
    ],
)
def test_what_is_no_such_event_is_refused_with_one_line(event: str, text: str, said: str) -> None:
    for command in ("validate", "emit"):
        result = concert("events", command, event, "-", "-o", "json", typed=text)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_refused() -> None:
    result = concert("events", "validate", "OrderPlaced", "nowhere.json")
    assert result.exit_code == 2
    assert "nowhere.json" in result.stderr


def test_an_event_is_said_and_read_again(company: RunningCompany, tmp_path: Path) -> None:
    since = (SystemClock().now() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S%z")
    told = company.told("events", "emit", "OrderPlaced", an_order(tmp_path, order_id="told"))
    assert (told["type"], told["taken"]) == ("concert.external.OrderPlaced.v1", 1)
    assert [str(one.id) for one in company.said("OrderPlaced")] == [told["id"]]
    asked = ("events", "tail", "--no-follow", "--stream", "external.orders", "--since", since)
    (read,) = company.told(*asked)
    assert (read["id"], read["data"]["order_id"]) == (told["id"], "told")
    table = company.concert(*asked)
    assert "OrderPlaced" in table.stdout
    assert company.told(*asked, "--type", "ContactEnded") == []
    assert company.told(*asked, "--limit", "1") == [read]


def test_what_another_service_says_cannot_be_said_here(company: RunningCompany, tmp_path: Path) -> None:
    data = json.dumps(from_json(example_of(EVENTS[0]))["data"])
    result = company.concert("events", "emit", EVENTS[0].__name__, "-", typed=data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "not-yours-to-say" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("follow", ["--follow", "--no-follow"])
def test_an_unknown_stream_cannot_be_read(company: RunningCompany, follow: str) -> None:
    result = company.concert("events", "tail", follow, "--stream", "external.nothing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown-stream" in result.stderr


def test_without_an_installation_it_says_what_to_do(tmp_path: Path) -> None:
    for arguments in (("tail",), ("emit", "OrderPlaced", an_order(tmp_path))):
        result = concert("events", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "CONCERT_GATEWAY_URL" in result.stderr
