"""Logs: one object a line, with the request's number and without secrets."""

import io
import json
import logging

import pytest

from admin_app import logs

TOKEN = "Zk3_9-xQ" * 5


@pytest.fixture
def written():
    """Where logs go during the test; as they were afterwards."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    logs.unbind_all()
    root.handlers, _ = before
    root.setLevel(before[1])


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_object(written):
    logging.getLogger("admin_app.x").warning("job %s\nis lost", 7, extra={"job_id": 7})
    (line,) = lines(written)
    assert line["event"] == "job 7\nis lost"
    assert (line["level"], line["logger"], line["job_id"]) == ("warning", "admin_app.x", 7)
    assert line["timestamp"].endswith("Z")


def test_bound_values_are_on_every_line_until_they_are_forgotten(written):
    logs.bind(request_id="abc")
    logging.getLogger("x").info("one")
    logs.unbind_all()
    logging.getLogger("x").info("two")
    one, two = lines(written)
    assert one["request_id"] == "abc"
    assert "request_id" not in two


def test_levels(written):
    logging.getLogger("x").debug("quiet")
    logging.getLogger("alembic.runtime.migration").info("quiet")
    assert not written.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        f"/forgot/{TOKEN}",
        f"/welcome/{TOKEN[:5]}?x",
        f"GET /register/{TOKEN}\n",
        f"https://desk.example/invitation/{TOKEN}'",
        f"/files/{TOKEN}",
        f"postgresql://kontora:{TOKEN}@db/kontora",
        f"smtp+starttls://u:{TOKEN}@mail:587",
    ],
)
def test_secrets_are_taken_out_of_everything(written, secret):
    error = ValueError(secret)
    logging.getLogger("x").error("at %s", secret, extra={"path": secret}, exc_info=error)
    assert TOKEN[:5] not in written.getvalue()
    assert "…" in written.getvalue()


@pytest.mark.parametrize(
    "text",
    ["/admin/contacts/change-status-of-all-that-match/", "/static/vendor/inter-latin.woff2", "a/b"],
)
def test_other_texts_are_left_alone(text):
    assert logs.scrubbed(text) == text


def test_a_person_reads_plain_lines():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    kontora = logging.getLogger("kontora")
    try:
        stream = Terminal()
        logs.configure("info", stream)
        logs.requests.info("request")
        logging.getLogger("x").info("hello")
    finally:
        root.handlers = handlers
        root.setLevel(level)
        kontora.setLevel(logging.NOTSET)
    assert "hello" in stream.getvalue()
    assert "{" not in stream.getvalue()
    assert "request" not in stream.getvalue()
