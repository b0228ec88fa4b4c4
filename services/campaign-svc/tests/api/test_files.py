"""Campaigns in and out as files: CSV with every bad line named, and a calendar feed."""

from campaign_api import Api

HEADER = (
    "external_system,external_id,name,lifecycle_stage,audience_size,offer_code,offer_title,queues,channel,"
    "expected_contacts,launch_at,ends_at,timezone"
)


def a_line(number: int, *, launch: str = "2025-03-20T09:00", audience: str = "1000") -> str:
    return (
        f"sheet,{number},Campaign {number},acquire,{audience},F25,Fibre,sales:0.7; service:0.3,email,"
        f"200,{launch},2025-06-01,Europe/Berlin"
    )


def a_file(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


async def names(api: Api) -> list[str]:
    return [campaign["terms"]["name"] for campaign in (await api.client.get("/v1/campaigns")).json()["items"]]


async def test_a_good_file_is_announced_and_the_same_file_again_changes_nothing(api: Api) -> None:
    file = a_file(a_line(1), a_line(2))
    first = await api.client.post("/v1/campaigns/import", content=file)
    assert first.status_code == 200
    assert first.json() == {"kept": True, "announced": 2, "changed": 0, "unchanged": 0, "bad_lines": []}
    again = await api.client.post("/v1/campaigns/import", content=file)
    assert again.json() == {"kept": True, "announced": 0, "changed": 0, "unchanged": 2, "bad_lines": []}
    changed = await api.client.post("/v1/campaigns/import", content=a_file(a_line(1, audience="1500")))
    assert changed.json()["changed"] == 1


async def test_a_bad_line_keeps_the_whole_file_out_and_every_one_is_named(api: Api) -> None:
    file = a_file(
        a_line(1), a_line(2, audience="-5"), a_line(3, launch="2020-01-01T09:00"), a_line(4, audience="x")
    )
    answer = await api.client.post("/v1/campaigns/import", content=file)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-lines")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [
        "/3/audience_size",
        "/4/launch_at",
        "/5/audience_size",
    ]
    assert await names(api) == []


async def test_bad_lines_are_skipped_on_request(api: Api) -> None:
    file = a_file(a_line(1), a_line(2, audience="x"))
    answer = await api.client.post("/v1/campaigns/import", params={"bad_lines": "skip"}, content=file)
    assert answer.json()["announced"] == 1
    assert [bad["line"] for bad in answer.json()["bad_lines"]] == [3]
    assert await names(api) == ["Campaign 1"]


async def test_a_dry_run_tells_what_would_come_of_it_and_keeps_nothing(api: Api) -> None:
    file = a_file(a_line(1), a_line(2, launch="2020-01-01T09:00"))
    answer = await api.client.post("/v1/campaigns/import", params={"dry_run": True}, content=file)
    assert answer.status_code == 200
    assert (answer.json()["kept"], answer.json()["announced"]) == (False, 1)
    assert [bad["column"] for bad in answer.json()["bad_lines"]] == ["launch_at"]
    assert await names(api) == []
    async with api.transactions.begin() as tx:
        assert (await (await tx.raw()).fetchval("SELECT count(*) FROM outbox")) == 0


async def test_what_is_no_table_of_campaigns_is_refused(api: Api) -> None:
    for content in (b"", b"\xff\xfe", b"colour\nred", b"\x00"):
        assert (await api.client.post("/v1/campaigns/import", content=content)).status_code == 422


async def test_what_is_exported_can_be_imported(api: Api) -> None:
    await api.client.post("/v1/campaigns/import", content=a_file(a_line(1), a_line(2)))
    exported = await api.client.get("/v1/campaigns/export")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    again = await api.client.post("/v1/campaigns/import", content=exported.content)
    assert again.json() == {"kept": True, "announced": 0, "changed": 0, "unchanged": 2, "bad_lines": []}


async def test_a_planner_reads_the_calendar_and_imports_nothing(api: Api) -> None:
    await api.announced()
    calendar = await api.client.get("/v1/campaigns/calendar.ics", headers=api.role("planner"))
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20250315T080000Z\r\n" in calendar.text
    refused = await api.client.post("/v1/campaigns/import", content=a_file(), headers=api.role("planner"))
    assert refused.status_code == 403
