"""The way to the server, against a real one: encryption, signing in, refusals, silence."""

import socket
import threading
from datetime import UTC, datetime

import pytest

from admin_app.mail import transport
from admin_app.mail.message import Draft, build
from admin_app.mail.transport import Server, Undelivered, connect
from tests.helpers.smtp import CERTIFICATE, free_port, smtp_server


def message(recipient="ivan@example.com"):
    return build(
        Draft(
            sender="desk@example.com",
            recipient=recipient,
            recipient_name="Іван",
            subject="Вітаємо",
            text="Текст\n",
            html="<p>Текст</p>",
            language="uk",
            message_id="<1@example.com>",
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )


def send(url, *messages):
    with connect(Server.from_url(url)) as connection:
        for one in messages:
            connection.send(one)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mx.example.com", Server("smtp", "mx.example.com", 25)),
        ("smtps://mx.example.com", Server("smtps", "mx.example.com", 465)),
        ("smtp+starttls://mx.example.com", Server("smtp+starttls", "mx.example.com", 587)),
        (
            "smtp+starttls://desk%40x.io:p%40ss%3Aword@mx:2525",
            Server("smtp+starttls", "mx", 2525, "desk@x.io", "p@ss:word"),
        ),
    ],
)
def test_reads_the_address(url, server):
    assert Server.from_url(url) == server


def test_shows_no_password():
    assert "secret" not in repr(Server.from_url("smtp://me:secret@mx"))


def test_hands_over_several_mails():
    with smtp_server() as (url, box):
        send(url, message(), message("olga@example.com"))
    assert [m["To"].addresses[0].addr_spec for m in box.messages] == [
        "ivan@example.com",
        "olga@example.com",
    ]
    assert box.messages[0]["Subject"] == "Вітаємо"
    assert box.recipients[0] == ["ivan@example.com"]


def test_signs_in():
    with smtp_server() as (url, box):
        send(url.replace("//", "//desk:p%40ss%3Aword@"), message())
    assert set(box.logins) == {("desk", "p@ss:word")}
    assert len(box.messages) == 1


def test_a_wrong_password_is_told_and_may_be_mended():
    with smtp_server() as (url, box), pytest.raises(Undelivered) as caught:
        send(url.replace("//", "//desk:wrong@"), message())
    assert not caught.value.permanent
    assert "535" in str(caught.value)
    assert not box.messages


@pytest.mark.parametrize("kind", ["smtps", "smtp+starttls"])
def test_encrypts(kind, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with smtp_server(kind) as (url, box):
        send(url, message())
    assert box.encrypted == [True]


@pytest.mark.parametrize("kind", ["smtps", "smtp+starttls"])
def test_trusts_no_unknown_certificate(kind):
    with smtp_server(kind) as (url, box), pytest.raises(Undelivered):
        send(url, message())
    assert not box.messages


def test_does_not_fall_back_to_plain_text():
    with smtp_server() as (url, box), pytest.raises(Undelivered):
        send(url.replace("smtp:", "smtp+starttls:"), message())
    assert not box.messages


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such user", True), ("451 try later", False)]
)
def test_a_refused_recipient_does_not_stop_the_next(answer, permanent):
    with smtp_server() as (url, box):
        box.refusals["ivan@example.com"] = answer
        with connect(Server.from_url(url)) as connection:
            with pytest.raises(Undelivered) as caught:
                connection.send(message())
            connection.send(message("olga@example.com"))
    assert (caught.value.permanent, caught.value.lost) == (permanent, False)
    assert str(caught.value) == answer
    assert len(box.messages) == 1


def test_nobody_listens():
    with pytest.raises(Undelivered) as caught:
        send(f"smtp://127.0.0.1:{free_port()}", message())
    assert caught.value.lost
    assert not caught.value.permanent


def test_a_silent_server_is_given_up(monkeypatch):
    monkeypatch.setattr(transport, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(Undelivered) as caught:
        send(f"smtp://127.0.0.1:{listener.getsockname()[1]}", message())
    assert caught.value.lost


def test_a_server_that_hangs_up_is_gone():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _address = listener.accept()
            with connection:
                connection.sendall(b"220 hello\r\n")
                connection.recv(1000)
                connection.sendall(b"250 hello\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(Undelivered) as caught:
            send(f"smtp://127.0.0.1:{listener.getsockname()[1]}", message())
        thread.join(5)
    assert caught.value.lost
