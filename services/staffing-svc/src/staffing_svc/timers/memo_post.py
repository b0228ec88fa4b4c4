"""Carries approved memos to mailboxes: takes what is due, sends it outside any transaction, notes what became of it.

At least once: a process that dies after the server took a mail sends it again, under the same Message-ID.
"""

import asyncio
from datetime import timedelta

from concert_chassis.http import Wired
from concert_chassis.inbound import outcome_of
from concert_chassis.logging import log_of
from concert_chassis.transaction import Transactions

from staffing_svc.commands.send_mail import MailNotTaken, MailRefused, MailServer, send_mail
from staffing_svc.domain.memo_delivery import MemoDelivery
from staffing_svc.domain.memo_mail import memo_mail
from staffing_svc.domain.memos import ApprovedMemo
from staffing_svc.settings import StaffingSettings
from staffing_svc.store import memo_deliveries, memos

LEASE = timedelta(minutes=10)
"""Longer than any sending takes: after it another process takes what this one did not settle."""
ACTOR = "memo-post"

log = log_of(__name__)


class MemoPost:
    """Run it in a task; `stop()` ends it after the mail in hand."""

    def __init__(
        self, transactions: Transactions, server: MailServer, *, sender: str, every_s: float
    ) -> None:
        self._transactions = transactions
        self._server = server
        self._sender = sender
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        while not self._stopping.is_set():
            error = await outcome_of(self.post_due())
            if error is not None:
                log.error("memos wait to be sent", error=repr(error), exc_info=error)
            try:
                await asyncio.wait_for(self._stopping.wait(), self._every_s)
            except TimeoutError:
                continue

    async def stop(self) -> None:
        self._stopping.set()

    async def post_due(self) -> None:
        """Tries all that is due, one after the other."""
        while not self._stopping.is_set():
            due = await self.take()
            if due is None:
                return
            await self._send(*due)

    async def take(self) -> tuple[MemoDelivery, ApprovedMemo] | None:
        async with self._transactions.begin(actor=ACTOR) as tx:
            delivery = await memo_deliveries.take_due(tx, lease=LEASE)
            if delivery is None:
                return None
            memo = await memos.find(tx, delivery.campaign_id, delivery.memo_version)
        assert memo is not None, "a memo is delivered that was never approved"
        return delivery, memo

    async def _send(self, delivery: MemoDelivery, memo: ApprovedMemo) -> None:
        mail = memo_mail(memo, delivery, sender=self._sender)
        error = await outcome_of(asyncio.to_thread(send_mail, self._server, mail))
        if error is not None and not isinstance(error, MailRefused | MailNotTaken):
            raise error
        async with self._transactions.begin(actor=ACTOR) as tx:
            settled = (
                delivery.sent(tx.now)
                if error is None
                else delivery.not_taken(tx.now, error=str(error), for_good=isinstance(error, MailRefused))
            )
            await memo_deliveries.settle(tx, settled)
        log.info(
            "memo mailed" if error is None else "memo not mailed",
            campaign_id=str(delivery.campaign_id),
            memo_version=delivery.memo_version,
            department=delivery.department,
            state=settled.state,
            attempts=delivery.attempts,
        )


def memo_post(parts: Wired) -> MemoPost | None:
    """None where no mail server is set: then memos are read over the API alone."""
    settings = parts.settings
    if not isinstance(settings, StaffingSettings) or settings.mail_host is None:
        return None
    password = settings.mail_password
    server = MailServer(
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        user=settings.mail_user,
        password=None if password is None else password.get_secret_value(),
        timeout_s=settings.mail_timeout_s,
    )
    return MemoPost(
        parts.transactions, server, sender=settings.mail_from or "", every_s=settings.mail_every_s
    )
