"""The mail that carries an approved memo: one for each mailbox, with the same id however often it is sent."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from staffing_svc.domain.memo_delivery import MemoDelivery
from staffing_svc.domain.memos import ApprovedMemo

LONGEST_SUBJECT = 200


def memo_mail(memo: ApprovedMemo, delivery: MemoDelivery, *, sender: str) -> EmailMessage:
    """The memo is attached, as PDF where it has one; the text says who approved it and what it is."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = re.sub(r"\s+", " ", memo.title)[:LONGEST_SUBJECT]
    mail["From"] = sender
    mail["To"] = delivery.address or ""
    mail["Date"] = format_datetime(memo.approved_at)
    mail["Message-ID"] = f"<{delivery.delivery_id}@{sender.rpartition('@')[2].strip('> ')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        f"{memo.title}\n\n"
        f"The contact center's memo is attached (version {memo.version}). {memo.approved_by} approved it on "
        f"{memo.approved_at:%Y-%m-%d %H:%M} UTC.\n"
        "What a later version says otherwise, it says in a part of its own.\n"
    )
    name = f"memo-version-{memo.version}"
    if memo.pdf is not None:
        mail.add_attachment(memo.pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    else:
        mail.add_attachment(memo.html, subtype="html", filename=f"{name}.html")
    return mail
