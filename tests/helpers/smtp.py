"""A real SMTP server for tests: keeps what it gets, and refuses on demand."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

CERTIFICATE = Path(__file__).resolve().parent.parent / "data" / "smtp" / "cert.pem"
KEY = CERTIFICATE.with_name("key.pem")


class Mailbox:
    """What arrived, and the answers to give: `refusals` by recipient."""

    def __init__(self) -> None:
        self.messages = []
        self.recipients = []
        self.refusals: dict[str, str] = {}
        self.logins = []
        self.encrypted = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss:word", handled=False)


@contextmanager
def smtp_server(kind: str = "smtp") -> Iterator[tuple[str, Mailbox]]:
    """Run a server; gives its SMTP_URL without a login, and its mailbox."""
    box = Mailbox()
    options = {}
    if kind != "smtp":
        safe = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        safe.load_cert_chain(CERTIFICATE, KEY)
        options = {"ssl_context": safe} if kind == "smtps" else {"tls_context": safe}
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=box.authenticate,
        auth_require_tls=False,
        **options,
    )
    controller.start()
    try:
        yield f"{kind}://127.0.0.1:{controller.port}", box
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
