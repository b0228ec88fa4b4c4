"""Surges and what they cost, read over HTTP; who answers is corrected by a further entry."""

import csv
import io

import pytest
import pytest_asyncio
from concert_contracts.staffing import OpportunityLost
from staffing_api import Api, refused
from staffing_builders import a_day, a_watched_queue, from_ten_to_two, report, said


@pytest_asyncio.fixture
async def lost(api: Api) -> OpportunityLost:
    """A surge of which nothing is known, on Monday from ten to two."""
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx)
        await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 40 if 10 <= at.hour < 14 else 2))
        return said(tx, OpportunityLost)[0]


async def test_a_surge_is_listed_and_opened(api: Api, lost: OpportunityLost) -> None:
    (listed,) = (await api.client.get("/v1/surges?queue=sales")).json()["items"]
    assert listed == (await api.client.get(f"/v1/surges/{lost.surge_id}")).json()
    assert (listed["observed_contacts"], listed["causes"][0]["kind"]) == (1280, "unexplained")
    assert (await api.client.get("/v1/surges?queue=billing")).json()["items"] == []


async def test_how_a_queue_is_watched_is_stated(api: Api, lost: OpportunityLost) -> None:
    watch = (await api.client.get("/v1/surges/watch?queue=sales")).json()
    assert (watch["false_alarms_per_week"], watch["calibrated_weeks"]) == (1.0, 12.0)
    assert watch["mean_contacts"] == pytest.approx((16 * 100 + 8 * 160) / 24)
    assert 0.05 < watch["detectable_uplift_share"] < 0.5


async def test_a_loss_is_read_and_corrected_by_a_further_entry(api: Api, lost: OpportunityLost) -> None:
    read = (await api.client.get(f"/v1/ledger/{lost.entry_id}")).json()
    assert OpportunityLost.model_validate(read) == lost
    body = {"cause": 0, "department": "sales", "reason": "Their shop campaign."}
    path = f"/v1/ledger/{lost.entry_id}/correction"
    corrected = await api.client.post(path, json=body)
    assert corrected.status_code == 201
    assert corrected.json()["corrects_entry_id"] == str(lost.entry_id)
    assert corrected.json()["by_cause"][0]["department"] == "sales"
    assert refused(await api.client.post(path, json=body))[:2] == (409, "entry-replaced")
    newest = f"/v1/ledger/{corrected.json()['entry_id']}/correction"
    assert refused(await api.client.post(newest, json={**body, "cause": 9})) == (
        404,
        "no-such-cause",
        "/cause",
    )
    listed = (await api.client.get("/v1/ledger?queue=sales")).json()["items"]
    assert {one["entry_id"] for one in listed} == {str(lost.entry_id), corrected.json()["entry_id"]}


async def test_the_ledger_is_exported_with_a_line_per_cause_and_what_stands(
    api: Api, lost: OpportunityLost
) -> None:
    body = {"cause": 0, "department": "=sales", "reason": "Their shop campaign."}
    await api.client.post(f"/v1/ledger/{lost.entry_id}/correction", json=body)
    answer = await api.client.get("/v1/ledger/export?queue=sales")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="ledger.csv"' in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    replaced, standing = ([line for line in lines if line["standing"] == answer] for answer in ("no", "yes"))
    assert (len(replaced), len(standing)) == (2, 2)
    assert sum(int(line["cause_likely_minor"]) for line in standing) == lost.observed.likely_minor
    assert standing[0]["cause_department"] == "'=sales"
    assert replaced[0]["corrects_entry_id"] == ""
    assert standing[0]["corrects_entry_id"] == str(lost.entry_id)
    nothing = await api.client.get("/v1/ledger/export?since=2030-01-01T00:00:00Z")
    assert nothing.text.count("\r\n") == 1


async def test_what_a_queue_states_of_its_levers_and_of_who_turns_away_is_read_back(api: Api) -> None:
    said_of_it = {
        "value_per_contact_minor": 960,
        "value_se_minor": 120,
        "levers": [{"name": "agency staff", "lead_days": 5, "agents_share": 0.25}],
        "balking": {"likely_share": 0.05, "high_share": 0.1, "source": "survey of March"},
    }
    put = await api.client.put("/v1/queues/sales", json=said_of_it, headers={"If-Match": '"0"'})
    assert put.status_code == 200
    read = (await api.client.get("/v1/queues/sales")).json()
    assert {name: read[name] for name in said_of_it} == said_of_it
    none = await api.client.put("/v1/queues/billing", json={"levers": []}, headers={"If-Match": '"0"'})
    assert (none.json()["levers"], none.json()["balking"]) == ([], None)
    usual = await api.client.put("/v1/queues/care", json={}, headers={"If-Match": '"0"'})
    assert usual.json()["levers"] is None
