"""Sends one plain letter over SMTP, encrypted unless the server is this machine."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

_TIMEOUT_SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotMailed(Exception):
    """The letter was not taken; says why, never to whom it went."""


def mail(
    server_url: str, *, sender: str, to: str, subject: str, text: str, message_id: str
) -> None:
    """Send a letter through `smtp://user:password@host:port` (STARTTLS) or `smtps://…`.

    `message_id` stays the same when the same letter is sent again.

    Raises:
        NotMailed: the server could not be reached, is not encrypted, or refused.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Message-ID"] = f"<{message_id}@trato>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    parts = urlsplit(server_url)
    host = parts.hostname or ""
    try:
        with _connect(parts.scheme, host, parts.port) as server:
            if parts.scheme == "smtp" and host not in _LOOPBACK:
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as problem:
        raise NotMailed(type(problem).__name__) from None


def _connect(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=_TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, port or 587, timeout=_TIMEOUT_SECONDS)
