"""One mail as it goes over the wire: our headers only, whatever the values hold (promise 23)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid, parseaddr

from models.normalize import clean_line

SUBJECT_LENGTH = 300
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@[\w.-]{1,253}")


class BadAddress(ValueError):
    """A text that is not exactly one address."""


@dataclass(frozen=True)
class Draft:
    """All that a message is made of; every value may come from strangers but `sender`."""

    sender: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    at: datetime


def new_message_id(sender: str) -> str:
    """A Message-ID of our own; it stays the same through all attempts at sending."""
    return make_msgid(domain=_sender(sender).domain)


def address_of(text: str, name: str = "") -> Address:
    """One address with its display name; raises BadAddress for none, several or odd ones."""
    if not _ADDRESS.fullmatch(text):
        raise BadAddress(text)
    user, _at, domain = text.rpartition("@")
    try:
        return Address(clean_line(name), user, domain)
    except ValueError as error:
        raise BadAddress(text) from error


def _sender(text: str) -> Address:
    """The sender as the settings name it: an address alone or `Name <address>`."""
    name, plain = parseaddr(text)
    return address_of(plain, name)


def build(draft: Draft) -> EmailMessage:
    """The message, with a plain and an HTML part. Raises BadAddress."""
    to = address_of(draft.recipient, draft.recipient_name)
    sender = _sender(draft.sender)
    plain_ascii = to.addr_spec.isascii() and sender.addr_spec.isascii()
    message = EmailMessage(policy=SMTP if plain_ascii else SMTPUTF8)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = clean_line(draft.subject)[:SUBJECT_LENGTH]
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = draft.message_id
    # asks vacation programs and other robots not to answer (RFC 3834)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(draft.text)
    if draft.html:
        message.add_alternative(draft.html, subtype="html")
    # last: making the parts moves whatever headers of content there are into the first of them
    message["Content-Language"] = clean_line(draft.language)
    return message
