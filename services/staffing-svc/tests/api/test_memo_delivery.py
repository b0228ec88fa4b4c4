"""An approved memo reaches the mailboxes that were agreed on, and what became of it is on record."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from concert_contracts.staffing import OpportunityLost
from mail_server import mail_server
from staffing_api import Api, refused
from staffing_builders import CAMPAIGN, MONDAY, counted, report
from staffing_losses import a_campaigns_loss
from staffing_svc.commands.send_mail import MailServer
from staffing_svc.timers.memo_post import MemoPost

MEMO = f"/v1/memos/{CAMPAIGN}"
MAILBOX = "campaigns@marketing.example"


@pytest_asyncio.fixture
async def lost(api: Api) -> OpportunityLost:
    return await a_campaigns_loss(api)


async def agree(api: Api, *addresses: str, department: str = "marketing") -> None:
    put = await api.client.put(
        f"/v1/memo-recipients/{department}",
        json={"addresses": list(addresses)},
        headers={"If-Match": "*", **api.role("planner")},
    )
    assert put.status_code == 200


async def approve(api: Api) -> None:
    assert (await api.client.post(f"{MEMO}/approval", headers=api.role("planner"))).status_code == 201


def post(api: Api, port: int, *, timeout_s: float = 5.0) -> MemoPost:
    server = MailServer("127.0.0.1", port, "none", None, None, timeout_s)
    return MemoPost(api.transactions, server, sender="Concert <memos@center.example>", every_s=3600)


async def log_of(api: Api) -> dict[str, dict[str, Any]]:
    """The delivery log by department, of the newest version of each."""
    answer = await api.client.get(f"{MEMO}/deliveries", headers=api.role("planner"))
    found: dict[str, dict[str, Any]] = {}
    for one in answer.json()["items"]:
        found.setdefault(one["department"], one)
    return found


async def test_an_approved_memo_is_mailed_once_to_every_agreed_mailbox(
    api: Api, lost: OpportunityLost
) -> None:
    await agree(api, MAILBOX, "head@marketing.example")
    await approve(api)
    with mail_server() as mailbox:
        await post(api, mailbox.port).post_due()
        await post(api, mailbox.port).post_due()
    assert sorted(to for _, (to,) in mailbox.envelopes) == [MAILBOX, "head@marketing.example"]
    mail = mailbox.taken[0]
    assert "<fibre>: what our customers found" in mail["Subject"]
    assert (mail["From"], mail["Auto-Submitted"]) == ("Concert <memos@center.example>", "auto-generated")
    (pdf,) = mail.iter_attachments()
    kept = (await api.client.get(f"{MEMO}/pdf")).content
    assert (pdf.get_filename(), pdf.get_content()) == ("memo-version-1.pdf", kept)
    log = await log_of(api)
    assert (log["marketing"]["state"], log["marketing"]["attempts"]) == ("sent", 1)
    assert (log["executive"]["state"], log["executive"]["address"]) == ("no-address", None)


async def test_nothing_is_mailed_of_a_draft(api: Api, lost: OpportunityLost) -> None:
    await agree(api, MAILBOX)
    assert (await api.client.get(f"{MEMO}/draft")).status_code == 200
    with mail_server() as mailbox:
        await post(api, mailbox.port).post_due()
    assert mailbox.taken == []
    assert await log_of(api) == {}


async def test_a_mail_that_is_put_off_is_tried_again_under_the_same_id(
    api: Api, lost: OpportunityLost
) -> None:
    await agree(api, MAILBOX)
    await approve(api)
    with mail_server("451 try later") as mailbox:
        await post(api, mailbox.port).post_due()
        put_off = (await log_of(api))["marketing"]
        assert (put_off["state"], put_off["last_error"]) == ("failed", "451 try later")
        await post(api, mailbox.port).post_due()
        assert mailbox.taken == [], "not before it is due"
        api.clock.advance(timedelta(minutes=1))
        await post(api, mailbox.port).post_due()
    sent = (await log_of(api))["marketing"]
    assert (sent["state"], sent["attempts"], sent["last_error"]) == ("sent", 2, None)
    assert mailbox.taken[0]["Message-ID"] == f"<{sent['delivery_id']}@center.example>"


async def test_a_mail_that_is_refused_is_given_up_and_says_why(api: Api, lost: OpportunityLost) -> None:
    await agree(api, MAILBOX)
    await approve(api)
    with mail_server("550 no such mailbox") as mailbox:
        await post(api, mailbox.port).post_due()
        api.clock.advance(timedelta(days=1))
        await post(api, mailbox.port).post_due()
    assert mailbox.taken == []
    given_up = (await log_of(api))["marketing"]
    assert (given_up["state"], given_up["due_at"]) == ("gave-up", None)
    assert given_up["last_error"] == "550 no such mailbox"


async def test_a_server_that_is_away_is_waited_for_three_days(api: Api, lost: OpportunityLost) -> None:
    await agree(api, MAILBOX)
    await approve(api)
    with mail_server() as gone:
        pass
    for _ in range(60):
        await post(api, gone.port, timeout_s=1.0).post_due()
        if (await log_of(api))["marketing"]["state"] == "gave-up":
            break
        api.clock.advance(timedelta(hours=6))
    given_up = (await log_of(api))["marketing"]
    assert given_up["state"] == "gave-up"
    assert 8 <= given_up["attempts"] <= 20
    assert "ConnectionRefusedError" in given_up["last_error"]


async def test_a_mail_whose_sender_died_is_sent_by_another_after_the_lease(
    api: Api, lost: OpportunityLost
) -> None:
    await agree(api, MAILBOX)
    await approve(api)
    with mail_server() as mailbox:
        died = post(api, mailbox.port)
        assert await died.take() is not None
        await post(api, mailbox.port).post_due()
        assert mailbox.taken == []
        api.clock.advance(timedelta(minutes=10))
        await post(api, mailbox.port).post_due()
    assert len(mailbox.taken) == 1


async def test_a_later_version_takes_the_place_of_one_that_did_not_get_through(
    api: Api, lost: OpportunityLost
) -> None:
    await agree(api, MAILBOX)
    await approve(api)
    with mail_server("451 try later") as mailbox:
        await post(api, mailbox.port).post_due()
        api.clock.set(MONDAY + timedelta(hours=20))
        async with api.transactions.begin() as tx:
            await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=70))
        await approve(api)
        await post(api, mailbox.port).post_due()
    (mail,) = mailbox.taken
    assert [one.get_filename() for one in mail.iter_attachments()] == ["memo-version-2.pdf"]
    answer = await api.client.get(f"{MEMO}/deliveries", headers=api.role("planner"))
    states = [
        (one["memo_version"], one["state"])
        for one in answer.json()["items"]
        if one["department"] == "marketing"
    ]
    assert states == [(2, "sent"), (1, "superseded")]


async def test_mailboxes_are_the_centers_to_keep_and_nobody_overwrites_what_they_have_not_seen(
    api: Api,
) -> None:
    path = "/v1/memo-recipients/marketing"
    assert refused(await api.client.get(path))[:2] == (404, "unknown-recipient")
    body = {"addresses": [MAILBOX, MAILBOX]}
    assert refused(await api.client.put(path, json=body))[:2] == (428, "version-not-stated")
    put = await api.client.put(path, json=body, headers={"If-Match": '"0"'})
    assert (put.json()["addresses"], put.json()["changed_by"]) == ([MAILBOX], "local-planner")
    assert put.headers["etag"] == '"1"'
    stale = await api.client.put(path, json=body, headers={"If-Match": '"0"'})
    assert refused(stale)[:2] == (412, "version-stale")
    listed = (await api.client.get("/v1/memo-recipients")).json()["items"]
    assert [one["department"] for one in listed] == ["marketing"]
    marketing = api.role("campaign_owner")
    for answer in (
        await api.client.get(path, headers=marketing),
        await api.client.put(path, json=body, headers={**marketing, "If-Match": '"1"'}),
        await api.client.get(f"{MEMO}/deliveries", headers=marketing),
    ):
        assert refused(answer)[0] == 403


@pytest.mark.parametrize(
    "address",
    ["", "marketing", "a@b@c.example", "a b@c.example", "a@c.example\nBcc: x@y.example", "é@c.example"],
)
async def test_what_is_no_mailbox_is_refused_by_name(api: Api, address: str) -> None:
    answer = await api.client.put(
        "/v1/memo-recipients/sales", json={"addresses": [address]}, headers={"If-Match": '"0"'}
    )
    assert refused(answer) == (422, "invalid-request", "/addresses/0")
