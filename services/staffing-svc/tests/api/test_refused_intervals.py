"""Intervals that came as events and could not be true can be read back, each with what was wrong with it."""

from datetime import timedelta

from concert_chassis.testing import deliver
from staffing_api import Api, refused
from staffing_builders import NOW, counted
from staffing_svc.reactions.interval_reported import on_interval_reported

REFUSED = "/v1/refused-intervals"
EIGHT = NOW.replace(hour=8, day=28, month=2)


async def reported(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await deliver(
            tx,
            on_interval_reported,
            counted(10, at=EIGHT, answered=11),
            counted(10, at=EIGHT + timedelta(days=700)),
            counted(10, at=EIGHT, abandoned=12).model_copy(update={"queue": "billing"}),
            counted(10, at=EIGHT),
        )


async def test_a_refused_interval_is_read_with_its_field_its_reason_and_what_was_sent(api: Api) -> None:
    await reported(api)
    (billing,) = (await api.client.get(REFUSED, params={"queue": "billing"})).json()["items"]
    assert (billing["queue"], billing["field"]) == ("billing", "abandoned")
    assert billing["reason"].startswith("12 abandoned of 10 offered")
    assert (billing["report"]["offered"], billing["report"]["abandoned"]) == (10, 12)
    sales = (await api.client.get(REFUSED, params={"queue": "sales"})).json()["items"]
    assert [one["field"] for one in sales] == ["started_at", "answered"]
    assert "future" in sales[0]["reason"]


async def test_refused_intervals_are_paged_the_last_first(api: Api) -> None:
    await reported(api)
    first = (await api.client.get(REFUSED, params={"limit": 2})).json()
    assert [one["queue"] for one in first["items"]] == ["billing", "sales"]
    rest = (await api.client.get(REFUSED, params={"limit": 2, "cursor": first["next"]})).json()
    assert ([one["field"] for one in rest["items"]], rest["next"]) == (["answered"], None)
    assert refused(await api.client.get(REFUSED, params={"cursor": "LTU"})) == (
        422,
        "cursor-unknown",
        "/cursor",
    )


async def test_where_every_report_was_believed_there_is_nothing_to_read(api: Api) -> None:
    assert (await api.client.get(REFUSED)).json() == {"items": [], "next": None}
