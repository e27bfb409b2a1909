"""Speaking to the SMTP server that SMTP_URL names."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

SECONDS = 20
"""How long a server may keep silent at each step."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PERMANENT = range(500, 600)


class Undelivered(Exception):
    """The server did not take the mail.

    `permanent` means that trying again is of no use, `lost` that the connection is gone.
    """

    def __init__(self, reason: str, *, permanent: bool = False, lost: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.lost = lost


@dataclass(frozen=True)
class Server:
    """Where to send and how to sign in."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> Server:
        """Read `smtp://`, `smtps://` or `smtp+starttls://user:password@host:port`."""
        parts = urlsplit(url)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def __repr__(self) -> str:
        return f"Server({self.scheme}://{self.host}:{self.port})"


class Connection:
    """An open connection that takes mails one after another."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; raises Undelivered."""
        try:
            self._smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise Undelivered(_said(code, reason), permanent=code in PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            permanent = error.smtp_code in PERMANENT
            raise Undelivered(
                _said(error.smtp_code, error.smtp_error), permanent=permanent
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Undelivered(str(error), permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered(_reason(error), lost=True) from error


@contextmanager
def connect(server: Server) -> Iterator[Connection]:
    """Open a connection for a few mails; raises Undelivered, never permanent, when it fails."""
    try:
        smtp = _open(server)
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(_reason(error), lost=True) from error
    try:
        yield Connection(smtp)
    finally:
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _open(server: Server) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=safe)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=safe)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _said(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {' '.join(text.split())}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"
