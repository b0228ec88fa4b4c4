"""Shifts over HTTP: a draft at once, a published schedule with progress on the way, refusals by name."""

import json
from typing import Any

import pytest
from staffing_api import Api, refused

RULES: dict[str, Any] = {
    "shift": [
        {
            "name": "day",
            "length": "9h",
            "starts": {"from": "00:00", "until": "23:00", "every": "1h"},
            "break": [{"name": "lunch", "length": "1h", "earliest": "3h", "latest": "5h"}],
        }
    ]
}
DAY: dict[str, Any] = {
    "queue": "sales",
    "starts_at": "2025-03-03T00:00:00+01:00",
    "interval_s": 3600,
    "agents": [0] * 8 + [2] * 9 + [0] * 7,
    "rules": RULES,
}


def told(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data)."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


async def test_a_draft_covers_what_is_required(api: Api) -> None:
    answer = await api.client.post("/v1/schedules/draft", json=DAY)
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["under_cover_h"], made["paid_h"]) == (0, 8 * len(made["shifts"]))
    assert made["bound_h"] <= made["paid_h"]
    assert [pause["name"] for pause in made["shifts"][0]["breaks"]] == ["lunch"]


async def test_publishing_tells_progress_and_ends_with_the_schedule(api: Api) -> None:
    answer = await api.client.post("/v1/schedules/publish", json=DAY | {"gap": 0})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = told(answer.text)
    assert {name for name, _ in events[:-1]} == {"progress"}
    name, made = events[-1]
    assert (name, made["under_cover_h"], len(made["shifts"])) == ("schedule", 0, 3)
    assert events[-2][1]["best_h"] >= made["paid_h"]


async def test_what_the_search_refuses_comes_as_an_event(api: Api) -> None:
    impossible = DAY | {"agents": [1] * 24, "rules": {"shift": [RULES["shift"][0] | {"starts": ["08:00"]}]}}
    assert refused(await api.client.post("/v1/schedules/draft", json=impossible))[:2] == (
        409,
        "no-shift-covers",
    )
    events = told((await api.client.post("/v1/schedules/publish", json=impossible)).text)
    assert [(name, data["code"]) for name, data in events] == [("refused", "no-shift-covers")]


@pytest.mark.parametrize("where", ["draft", "publish"])
async def test_rules_that_contradict_themselves_are_malformed(api: Api, where: str) -> None:
    wrong = DAY | {"rules": {"shift": [RULES["shift"][0] | {"length": "5h"}]}}
    assert refused(await api.client.post(f"/v1/schedules/{where}", json=wrong))[:2] == (
        422,
        "impossible-shift-rule",
    )


async def test_only_the_center_plans_shifts(api: Api) -> None:
    answer = await api.client.post("/v1/schedules/draft", json=DAY, headers=api.role("sales"))
    assert answer.status_code == 403
