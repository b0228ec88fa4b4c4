"""What the service answers to input that cannot be: always a refusal with a name, never a failure."""

from datetime import UTC, datetime
from typing import Any

import pytest
from staffing_api import Api, an_interval, half_hours, refused

INVALID = "invalid-request"
ABOVE = {"offered": 10, "answered": 11}


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"started_at": "2025-03-01T09:00:00Z"}, "history-refused", "/intervals/0/started_at"),
        ({"started_at": "9999-12-31T23:30:00Z"}, "history-refused", "/intervals/0/started_at"),
        ({"started_at": "9999-12-31T23:30:00-14:00"}, "history-refused", "/intervals/0/started_at"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "history-refused", "/intervals/0/started_at"),
        ({"started_at": "2025-02-28T10:07:00Z"}, "history-refused", "/intervals/0/started_at"),
        ({"started_at": "2025-02-28T10:00:00"}, INVALID, "/intervals/0/started_at"),
        ({"interval_s": 1700}, "history-refused", "/intervals/0/interval_s"),
        ({"interval_s": 60}, INVALID, "/intervals/0/interval_s"),
        ({"offered": -1}, INVALID, "/intervals/0/offered"),
        ({"offered": 1.5}, INVALID, "/intervals/0/offered"),
        ({"offered": 10**30}, INVALID, "/intervals/0/offered"),
        ({"offered": 2_000_000}, "history-refused", "/intervals/0/offered"),
        (ABOVE, "history-refused", "/intervals/0/answered"),
        ({"offered": 10, "abandoned": 11}, "history-refused", "/intervals/0/abandoned"),
        (
            {"answered": 0, "answered_within": 5, "within_s": 20},
            "history-refused",
            "/intervals/0/answered_within",
        ),
        ({"answered": 1, "handle_time_s": 1e9}, "history-refused", "/intervals/0/handle_time_s"),
        ({"abandoned": 5, "short_abandoned": 6}, "history-refused", "/intervals/0/short_abandoned"),
        ({"short_abandoned": 1}, "history-refused", "/intervals/0/short_abandoned"),
        ({"blocked": 2_000_000}, "history-refused", "/intervals/0/blocked"),
        ({"deflected_unresolved": -1}, INVALID, "/intervals/0/deflected_unresolved"),
        ({"handle_time_s": -1}, INVALID, "/intervals/0/handle_time_s"),
        ({"queue": ""}, INVALID, "/intervals/0/queue"),
        ({"queue": "a\x00b"}, "text-with-nul", "/intervals/0/queue"),
        ({"queue": "q" * 121}, INVALID, "/intervals/0/queue"),
        ({"surprise": 1}, INVALID, "/intervals/0/surprise"),
    ],
)
async def test_an_interval_that_cannot_be_is_refused_by_name(
    api: Api, changes: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await api.load(an_interval(**changes))
    assert refused(answer) == (422, code, pointer)
    assert (await api.client.get("/v1/queues")).json()["items"] == []


async def test_one_bad_interval_among_good_ones_keeps_all_out_and_a_dry_run_names_every_bad_one(
    api: Api,
) -> None:
    given = [an_interval(), an_interval(**ABOVE), an_interval(offered=5), an_interval(abandoned=101)]
    assert refused(await api.load(*given)) == (422, "history-refused", "/intervals/1/answered")
    dry = await api.client.post("/v1/history?dry_run=true", json={"intervals": given})
    assert dry.status_code == 201
    assert [(bad["position"], bad["field"]) for bad in dry.json()["bad"]] == [
        (1, "answered"),
        (3, "abandoned"),
    ]
    assert dry.json()["stored"] == 0
    assert (await api.client.get("/v1/queues")).json()["items"] == []


async def test_ten_thousand_intervals_are_taken_and_one_more_is_not(api: Api) -> None:
    times = half_hours(datetime(2024, 1, 1, tzinfo=UTC), 10_001)
    given = [{"queue": "sales", "started_at": at, "interval_s": 1800, "offered": 7} for at in times]
    assert refused(await api.load(*given)) == (422, INVALID, "/intervals")
    assert refused(await api.load()) == (422, INVALID, "/intervals")
    assert (await api.load(*given[:10_000])).json()["stored"] == 10_000


async def test_overlapping_repeated_and_changed_intervals(api: Api) -> None:
    ten = an_interval("2025-02-28T10:00:00Z")
    repeated = (await api.load(ten, ten)).json()
    assert (repeated["received"], repeated["stored"]) == (2, 1)
    assert (await api.load(ten)).json()["stored"] == 0
    assert (await api.load({**ten, "offered": 120})).json()["stored"] == 1
    quarter = an_interval("2025-02-28T10:15:00Z", interval_s=900, offered=50)
    assert (await api.load(quarter)).json()["stored"] == 1
    kept = await api.client.get(
        "/v1/history",
        params={"queue": "sales", "since": "2025-02-28T00:00:00Z", "until": "2025-03-01T00:00:00Z"},
    )
    assert [(one["interval_s"], one["offered"]) for one in kept.json()["items"]] == [(1800, 120), (900, 50)]


@pytest.mark.parametrize("timezone", ["Moon/Base", "", "../../etc/passwd", "America", "UTC\u0001"])
async def test_a_time_zone_that_no_clock_shows_is_refused(api: Api, timezone: str) -> None:
    assert refused(await api.load(an_interval(), timezone=timezone)) == (422, "unknown-timezone", "/timezone")
    answer = await api.client.put("/v1/queues/sales", json={"timezone": timezone}, headers={"If-Match": "*"})
    assert refused(answer) == (422, "unknown-timezone", "/timezone")


@pytest.mark.parametrize(
    ("figures", "code", "pointer"),
    [
        ({"promise": {"service_level_share": 1}}, INVALID, "/promise/service_level_share"),
        ({"promise": {"max_abandonment_share": 0}}, INVALID, "/promise/max_abandonment_share"),
        ({"promise": {"variant": "SL6"}}, INVALID, "/promise/variant"),
        ({"promise": {"max_asa_s": 0}}, INVALID, "/promise/max_asa_s"),
        ({"promise": {"max_occupancy_share": 0}}, INVALID, "/promise/max_occupancy_share"),
        ({"patience_s": 0}, INVALID, "/patience_s"),
        ({"handle_s": 0}, INVALID, "/handle_s"),
        ({"shrinkage_share": 1}, INVALID, "/shrinkage_share"),
        ({"value_per_contact_minor": 2**53}, INVALID, "/value_per_contact_minor"),
        ({"interval_s": 700}, INVALID, "/interval_s"),
        ({"country": "XX"}, "unknown-country", "/holidays"),
        ({"opening": [[[600, 480]], [], [], [], [], [], []]}, "impossible-opening-hours", "/opening"),
        ({"opening": [[]]}, INVALID, "/opening"),
        ({"currency": "euro"}, INVALID, "/currency"),
        (
            {"levers": [{"name": "overtime", "lead_days": -1, "agents_share": 0.1}]},
            INVALID,
            "/levers/0/lead_days",
        ),
        (
            {"levers": [{"name": "overtime", "lead_days": 1, "agents_share": -0.1}]},
            INVALID,
            "/levers/0/agents_share",
        ),
        ({"balking": {"likely_share": 0.2, "high_share": 0.1, "source": "survey"}}, INVALID, "/balking"),
        (
            {"balking": {"likely_share": 0.1, "high_share": 1.0, "source": "survey"}},
            INVALID,
            "/balking/high_share",
        ),
    ],
)
async def test_figures_of_a_queue_that_cannot_be_are_refused_by_name(
    api: Api, figures: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await api.client.put("/v1/queues/sales", json=figures, headers={"If-Match": '"0"'})
    assert refused(answer) == (422, code, pointer)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"agents": -1}, "/scheduled/0/agents"),
        ({"agents": 1e30}, "/scheduled/0/agents"),
        ({"started_at": "2025-02-28T10:00:00"}, "/scheduled/0/started_at"),
        ({"started_at": "9999-12-31T23:30:00-14:00"}, None),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, None),
        ({"interval_s": 0}, "/scheduled/0/interval_s"),
    ],
)
async def test_a_schedule_that_cannot_be_is_refused(
    api: Api, changes: dict[str, Any], pointer: str | None
) -> None:
    given = {"queue": "sales", "started_at": "2025-03-01T10:00:00Z", "interval_s": 1800, "agents": 1}
    answer = await api.client.post("/v1/schedule", json={"scheduled": [{**given, **changes}]})
    assert refused(answer) == (422, INVALID if pointer else "value-out-of-range", pointer)


async def test_zero_staff_is_a_schedule_like_any_other(api: Api) -> None:
    given = {"queue": "sales", "started_at": "2025-03-01T10:00:00Z", "interval_s": 1800, "agents": 0}
    answer = await api.client.post("/v1/schedule", json={"scheduled": [given]})
    assert (answer.status_code, answer.json()) == (201, {"received": 1})


NOBODY = "01954000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/queues/nobody", "unknown-queue"),
        ("/v1/forecasts?queue=nobody&since=2025-03-01T00:00:00Z&until=2025-03-02T00:00:00Z", "unknown-queue"),
        (f"/v1/plans/{NOBODY}", "no-plan"),
        (f"/v1/plans/{NOBODY}/intervals?queue=sales", "no-plan"),
        (f"/v1/surges/{NOBODY}", "unknown-surge"),
        ("/v1/surges/watch?queue=nobody", "not-watched"),
        (f"/v1/ledger/{NOBODY}", "unknown-entry"),
    ],
)
async def test_what_is_not_there_is_said_not_to_be_there(api: Api, path: str, code: str) -> None:
    assert refused(await api.client.get(path))[:2] == (404, code)


@pytest.mark.parametrize(
    "cursor", ["x", "LTU", "MTAwMDAwMDAwMDAwMDAwMDAwMDAw", "IjIwMjUtMDEtMDFUMDA6MDA6MDAi"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/v1/forecasts/versions?queue=sales",
        "/v1/history?queue=sales&since=2025-01-01T00:00:00Z&until=2025-03-01T00:00:00Z",
        "/v1/queues?",
        "/v1/surges?",
        "/v1/ledger?",
        "/v1/announcements?",
    ],
)
async def test_a_cursor_that_nobody_gave_out_breaks_nothing(api: Api, path: str, cursor: str) -> None:
    assert (await api.client.get(f"{path}&cursor={cursor}")).status_code in (200, 422)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"),
        ("2025-03-02T00:00:00Z", "2025-03-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
async def test_any_stretch_of_time_may_be_asked_for(api: Api, since: str, until: str) -> None:
    await api.load(*(an_interval(at) for at in half_hours(datetime(2025, 2, 1, tzinfo=UTC), 48 * 20)))
    assert (await api.client.post("/v1/forecasts", json={"queue": "sales"})).status_code == 201
    for path in ("/v1/forecasts", "/v1/history"):
        answer = await api.client.get(f"{path}?queue=sales&since={since}&until={until}")
        assert answer.status_code in (200, 422), answer.text
