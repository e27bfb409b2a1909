"""A mail on the wire: our headers only, one recipient, both parts readable."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.mail.message import BadAddress, Draft, build, new_message_id

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}


def make(**values):
    given_values = {
        "sender": "Service desk <desk@example.com>",
        "recipient": "ivan@example.com",
        "recipient_name": "Ivan",
        "subject": "Hello",
        "text": "Hello, Ivan.\n",
        "html": "<p>Hello, Ivan.</p>",
        "language": "en",
        "message_id": "<1@example.com>",
        "at": datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
    }
    return build(Draft(**(given_values | values)))


def read_back(message):
    return message_from_bytes(message.as_bytes(), policy=default)


def test_says_who_to_whom_when_and_that_a_program_wrote_it():
    seen = read_back(make())
    assert set(seen.keys()) == HEADERS
    assert seen["From"] == "Service desk <desk@example.com>"
    assert seen["To"] == "Ivan <ivan@example.com>"
    assert seen["Message-ID"] == "<1@example.com>"
    assert seen["Auto-Submitted"] == "auto-generated"
    assert seen["Date"].datetime == datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def test_has_a_plain_and_an_html_part():
    seen = read_back(make(text="Привет\n", html="<p>Привет</p>"))
    assert seen.get_body(("plain",)).get_content().strip() == "Привет"
    assert seen.get_body(("html",)).get_content().strip() == "<p>Привет</p>"


@pytest.mark.parametrize("field", ["recipient_name", "subject", "language"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_no_value_becomes_a_header(field, end):
    value = f"x{end}Bcc: evil@example.org{end}{end}body"
    try:
        seen = read_back(make(**{field: value}))
    except ValueError:
        return  # refused outright is as good
    assert set(seen.keys()) == HEADERS
    assert seen["To"].addresses[0].addr_spec == "ivan@example.com"
    assert len(seen["To"].addresses) == 1


@pytest.mark.parametrize(
    "name",
    [
        'Ivan" <evil@example.org>, "x',
        "a@b.c, evil@example.org",
        "Ivan <evil@example.org>",
        "Ivan;evil@example.org",
        "=?utf-8?q?evil=40example.org=2C?=",
        "Иван, evil@example.org",
    ],
)
def test_a_display_name_adds_no_recipient(name):
    addresses = read_back(make(recipient_name=name))["To"].addresses
    assert [a.addr_spec for a in addresses] == ["ivan@example.com"]


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        " ",
        "ivan",
        "a@b.c, evil@example.org",
        "a@b.c evil@example.org",
        "a@b.c;evil@example.org",
        "a@b.c\nBcc: evil@example.org",
        "<a@b.c> <d@e.f>",
        '"a b"@c.d',
        "a@b@c.d",
    ],
)
def test_a_recipient_is_exactly_one_address(recipient):
    with pytest.raises(BadAddress):
        make(recipient=recipient)


@given(name=st.text(max_size=60), subject=st.text(max_size=400))
def test_whatever_the_texts_hold_the_headers_are_ours(name, subject):
    seen = read_back(make(recipient_name=name, subject=subject))
    assert set(seen.keys()) == HEADERS
    assert [a.addr_spec for a in seen["To"].addresses] == ["ivan@example.com"]


def test_an_address_beyond_ascii_is_written_as_it_is():
    message = make(recipient="иван@пример.рф")
    assert "иван@пример.рф".encode() in message.as_bytes()


def test_message_ids_are_new_and_of_our_domain():
    first, second = (new_message_id("Desk <desk@example.com>") for _ in range(2))
    assert first != second
    assert first.endswith("@example.com>")
