"""A memo is drafted from the ledger, seen by the center alone until a person approves it, and never changed then."""

from datetime import timedelta

import pytest_asyncio
from concert_chassis.testing import deliver
from concert_contracts.staffing import OpportunityLost
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN, MONDAY, announced, counted, report, said
from staffing_losses import a_campaigns_loss
from staffing_svc.reactions.campaign_announced import on_campaign_announced

MEMO = f"/v1/memos/{CAMPAIGN}"


@pytest_asyncio.fixture
async def lost(api: Api) -> OpportunityLost:
    return await a_campaigns_loss(api)


async def test_a_draft_is_the_centers_alone(api: Api, lost: OpportunityLost) -> None:
    draft = await api.client.get(f"{MEMO}/draft")
    assert draft.headers["content-type"] == "text/html; charset=utf-8"
    assert "Draft: not sent, waiting for approval" in draft.text
    assert "Spring &lt;fibre&gt;" in draft.text
    assert "<fibre>" not in draft.text
    assert "With 14 days of notice about" in draft.text
    assert "2 days before its launch" in draft.text
    assert f"{lost.observed.likely_minor / 100:,.2f}" in draft.text
    assert str(lost.entry_id) in draft.text
    marketing = api.role("campaign_owner")
    assert refused(await api.client.get(f"{MEMO}/draft", headers=marketing))[0] == 403
    assert refused(await api.client.get(MEMO, headers=marketing))[:2] == (404, "no-memo")


async def test_what_is_approved_is_read_by_its_recipients_and_by_nobody_else(
    api: Api, lost: OpportunityLost
) -> None:
    sent = await api.client.post(f"{MEMO}/approval")
    assert sent.status_code == 201
    assert {name: sent.json()[name] for name in ("version", "recipients", "entries", "approved_by")} == {
        "version": 1,
        "recipients": ["marketing", "executive"],
        "entries": [str(lost.entry_id)],
        "approved_by": "local-planner",
    }
    for role in ("campaign_owner", "executive", "planner"):
        read = await api.client.get(MEMO, headers=api.role(role))
        assert read.status_code == 200
        assert "Version 1, approved by local-planner on 2025-03-" in read.text
    assert refused(await api.client.get(MEMO, headers=api.role("sales")))[:2] == (404, "no-memo")
    assert refused(await api.client.post(f"{MEMO}/approval", headers=api.role("campaign_owner")))[0] == 403


async def test_a_memo_stays_as_sent_until_a_newer_one_is_approved(api: Api, lost: OpportunityLost) -> None:
    await api.client.post(f"{MEMO}/approval")
    first = (await api.client.get(MEMO)).text
    assert refused(await api.client.post(f"{MEMO}/approval"))[:2] == (409, "nothing-new-to-approve")
    api.clock.set(MONDAY + timedelta(hours=20))
    planner = api.role("planner")
    async with api.transactions.begin() as tx:
        await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=70))
    assert (await api.client.get(MEMO, headers=planner)).text == first
    again = await api.client.post(f"{MEMO}/approval", headers=planner)
    assert again.json()["version"] == 2
    assert (await api.client.get(MEMO, headers=planner)).text != first


async def test_where_nothing_was_lost_there_is_no_memo(api: Api) -> None:
    assert refused(await api.client.get(f"{MEMO}/draft"))[:2] == (404, "unknown-campaign")
    async with api.transactions.begin() as tx:
        await deliver(tx, on_campaign_announced, announced())
    assert refused(await api.client.get(f"{MEMO}/draft"))[:2] == (404, "no-memo")
    assert refused(await api.client.post(f"{MEMO}/approval"))[:2] == (404, "no-memo")


async def test_page_and_pdf_of_what_was_sent_are_read_by_the_same_people(
    api: Api, lost: OpportunityLost
) -> None:
    draft = await api.client.get(f"{MEMO}/draft/pdf")
    assert (draft.headers["content-type"], draft.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="memo-draft.pdf"' in draft.headers["content-disposition"]
    marketing, sales = api.role("campaign_owner"), api.role("sales")
    assert refused(await api.client.get(f"{MEMO}/draft/pdf", headers=marketing))[0] == 403
    assert refused(await api.client.get(f"{MEMO}/pdf"))[:2] == (404, "no-memo")
    await api.client.post(f"{MEMO}/approval")
    sent = await api.client.get(f"{MEMO}/pdf", headers=marketing)
    assert (sent.status_code, sent.content[:5]) == (200, b"%PDF-")
    assert sent.content == (await api.client.get(f"{MEMO}/versions/1/pdf", headers=marketing)).content
    assert sent.content != draft.content
    for path in (f"{MEMO}/pdf", f"{MEMO}/versions/1", f"{MEMO}/versions/1/pdf", f"{MEMO}/versions/2"):
        assert refused(await api.client.get(path, headers=sales))[:2] == (404, "no-memo")


async def test_every_version_stays_readable_and_the_later_one_says_what_changed(
    api: Api, lost: OpportunityLost
) -> None:
    await api.client.post(f"{MEMO}/approval")
    first = (await api.client.get(MEMO)).text
    assert "What changed" not in first
    api.clock.set(MONDAY + timedelta(hours=20))
    planner = api.role("planner")
    async with api.transactions.begin() as tx:
        await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=70))
        corrected = said(tx, OpportunityLost)[-1]
    await api.client.post(f"{MEMO}/approval", headers=planner)
    second = (await api.client.get(MEMO, headers=planner)).text
    assert "What changed since version 1" in second
    assert "since then corrected: 1." in second
    then, now = (f"{entry.observed.likely_minor / 100:,.2f}" for entry in (lost, corrected))
    assert f"Observed loss: EUR {then}" in second
    assert f"then, EUR {now}" in second
    assert f"Contacts abandoned: {lost.abandoned} then, {corrected.abandoned} now." in second
    kept = await api.client.get(f"{MEMO}/versions/1", headers=planner)
    assert kept.text == first
    listed = (await api.client.get(f"{MEMO}/versions", params={"limit": 1}, headers=planner)).json()
    assert [one["version"] for one in listed["items"]] == [2]
    rest = await api.client.get(f"{MEMO}/versions", params={"cursor": listed["next"]}, headers=planner)
    assert [one["version"] for one in rest.json()["items"]] == [1]
    hidden = await api.client.get(f"{MEMO}/versions", headers=api.role("sales"))
    assert hidden.json()["items"] == []
