"""Hand a message to the mail server: blocking, with a timeout, never inside a transaction."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

FOR_GOOD = range(500, 600)
"""Replies after which trying again changes nothing (RFC 5321, 4.2.1)."""


class MailRefused(Exception):
    """The server will not take this message, now or later."""


class MailNotTaken(Exception):
    """The server could not be reached, or cannot take the message just now."""


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str | None
    password: str | None
    timeout_s: float


def send_mail(server: MailServer, message: EmailMessage) -> None:
    """Returns when the server has taken it. Raises `MailRefused`, `MailNotTaken`."""
    try:
        with _connected(server) as connection:
            _introduced(connection, server)
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _unsent(code, said) from refused
    except smtplib.SMTPAuthenticationError as refused:
        raise MailNotTaken(f"{refused.smtp_code} the server does not know our user or password") from refused
    except smtplib.SMTPResponseException as refused:
        raise _unsent(refused.smtp_code, refused.smtp_error) from refused
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotTaken(f"{type(error).__name__}: {error}") from error


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_s, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)


def _introduced(connection: smtplib.SMTP, server: MailServer) -> None:
    if server.security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    if server.user is not None and server.password is not None:
        connection.login(server.user, server.password)


def _unsent(code: int, said: bytes | str) -> MailRefused | MailNotTaken:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return MailRefused(f"{code} {text}") if code in FOR_GOOD else MailNotTaken(f"{code} {text}")
