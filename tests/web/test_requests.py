"""Every answer has a number, every request a line, and neither tells a secret."""

import logging

import pytest

from tests.factories.people import make_user, sign_in


@pytest.fixture
def trusting(app, monkeypatch):
    """The application behind one proxy of ours."""
    settings = app.extensions["settings"].model_copy(update={"trusted_proxies": 1})
    monkeypatch.setitem(app.extensions, "settings", settings)


@pytest.fixture
def told(caplog):
    """The lines of requests so far."""
    caplog.set_level(logging.INFO, logger="kontora.requests")

    def _told():
        return [record for record in caplog.records if record.name == "kontora.requests"]

    return _told


def number(answer):
    return answer.headers["X-Request-ID"]


@pytest.mark.parametrize("path", ["/login", "/nothing", "/healthz", "/static/css/base.css"])
def test_every_answer_has_a_number_of_its_own(client, path):
    first, second = number(client.get(path)), number(client.get(path))
    assert len(first) == 12
    assert first != second


def test_the_number_of_a_stranger_does_not_count(client):
    assert number(client.get("/login", headers={"X-Request-ID": "given-by-me"})) != "given-by-me"


@pytest.mark.usefixtures("trusting")
def test_the_number_of_the_proxy_counts(client):
    given = "0123456789abcdef0123456789abcdef"
    assert number(client.get("/login", headers={"X-Request-ID": given})) == given


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g", '"><script>', "ключ-ключ"])
def test_one_that_could_do_harm_does_not(client, given):
    header = given.encode().decode("latin-1")
    assert number(client.get("/login", headers={"X-Request-ID": header})) != given


def test_the_error_page_quotes_it_and_the_log_has_it(app, client, monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise RuntimeError("boom")

    monkeypatch.setitem(app.view_functions, "auth.login", fail)
    answer = client.get("/login")
    assert answer.status_code == 500
    assert f"<code>{number(answer)}</code>" in answer.text
    assert "boom" not in answer.text
    (record,) = [record for record in caplog.records if record.message == "unexpected error"]
    assert "boom" in str(record.exc_info[1])


def test_a_line_tells_who_asked_for_what(app, client, told):
    with app.app_context():
        user = make_user()
        sign_in(client, user)
        user_id = user.id
    client.get("/admin/contacts/?search=olena", environ_base={"REMOTE_ADDR": "192.0.2.7"}).close()
    line = told()[-1]
    assert (line.method, line.path, line.status) == ("GET", "/admin/contacts/", 200)
    assert (line.ip, line.user_id) == ("192.0.2.7", user_id)
    assert line.ms > 0
    assert "olena" not in str(vars(line))


def test_those_who_only_watch_are_not_told(client, told):
    client.get("/healthz").close()
    client.get("/static/css/base.css").close()
    assert not told()
    client.get("/static/nothing.css").close()
    assert told()[0].status == 404


def test_values_of_statements_are_in_no_error(app):
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from models.base import db

    with app.app_context(), pytest.raises(SQLAlchemyError) as caught:
        db.session.execute(text("SELECT nothing WHERE :x = ''"), {"x": "hunter2"})
    with app.app_context():
        db.session.rollback()
    assert "hunter2" not in str(caught.value)
