"""Forgotten passwords: the same work for known and unknown, one living link, sessions end."""

import re

import pytest
from sqlalchemy import func, select

from admin_app.errors import Invalid
from admin_app.jobs.handlers import accounts
from admin_app.jobs.registry import registry
from admin_app.jobs.runner import run_inline
from admin_app.services import link_token, password, session
from admin_app.services.link_token import Purpose
from admin_app.services.processes import password_reset
from models import Job, LinkToken, OutboxMail
from models.base import db
from tests.factories.people import PASSWORD, make_user, plain_contact

NEW = "a quite different one"


@pytest.fixture(autouse=True)
def _database(db_session):
    """Every test here needs the database."""


def last_mail():
    return db.session.scalar(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))


def count(model):
    return db.session.scalar(select(func.count(model.id)))


def link_of(user):
    password_reset.send(user.id, ip="10.0.0.1")
    db.session.commit()
    return re.search(r"/forgot/([\w-]{43})", last_mail().text).group(1)


def test_known_and_unknown_write_the_same():
    make_user(email="olga@example.com")
    before = count(Job)
    password_reset.request("OLGA@example.com", ip="10.0.0.1")
    password_reset.request("nobody@example.com", ip="10.0.0.1")
    jobs = db.session.scalars(select(Job).order_by(Job.id)).all()
    assert len(jobs) == before + 2
    assert [j.kind for j in jobs] == [password_reset.JOB] * 2
    assert [set(j.arguments) for j in jobs] == [{"user_id", "ip"}] * 2
    assert count(OutboxMail) == count(LinkToken) == 0


def test_the_job_writes_a_mail_for_somebody_and_nothing_for_nobody():
    make_user(email="olga@example.com", language="pl")
    for email in ("olga@example.com", "nobody@example.com"):
        password_reset.request(email, ip="10.0.0.1")
    db.session.commit()
    for job in db.session.scalars(select(Job).order_by(Job.id)).all():
        run_inline(job)
    assert count(OutboxMail) == 1
    assert (last_mail().recipient, last_mail().language) == ("olga@example.com", "pl")


def test_the_link_is_ours_and_kept_as_a_hash(app):
    token = link_of(make_user())
    assert f"{app.extensions['settings'].base_url}/forgot/{token}" in last_mail().text
    assert token not in db.session.scalars(select(LinkToken.token_hash)).all()


def test_sets_the_password_once_and_ends_all_sessions():
    user = make_user()
    signed_in, token = session.start(user, ip="10.0.0.1"), link_of(user)
    made = password_reset.complete(token, Purpose.PASSWORD_RESET, NEW, ip="10.0.0.9")
    assert made is user
    assert password.verify(user.password_hash, NEW)
    assert session.load(signed_in) is None
    assert password_reset.complete(token, Purpose.PASSWORD_RESET, "third one here", ip="") is None
    assert password.verify(user.password_hash, NEW)


def test_tells_the_owner():
    password_reset.complete(link_of(make_user()), Purpose.PASSWORD_RESET, NEW, ip="10.9.8.7")
    assert last_mail().letter == "password_changed"
    assert "10.9.8.7" in last_mail().text


def test_a_refused_password_leaves_the_link_good():
    user = make_user()
    token = link_of(user)
    with pytest.raises(Invalid):
        password_reset.complete(token, Purpose.PASSWORD_RESET, "qwertyuiop", ip="")
    db.session.rollback()
    assert password.verify(user.password_hash, PASSWORD)
    assert password_reset.complete(token, Purpose.PASSWORD_RESET, NEW, ip="") is user


def test_nobody_who_is_off_gets_a_link():
    off = make_user()
    off.is_active = False
    silent = make_user("clients", contact=plain_contact(notifications=False))
    db.session.commit()
    for user in (off, silent):
        assert not password_reset.send(user.id, ip="")
    assert count(OutboxMail) == count(LinkToken) == 0


def test_a_welcome_leads_to_the_first_password():
    user = make_user(password="")
    assert password_reset.send_welcome(user)
    token = re.search(r"/welcome/([\w-]{43})", last_mail().text).group(1)
    assert password_reset.complete(token, Purpose.PASSWORD_RESET, NEW, ip="") is None
    assert password_reset.complete(token, Purpose.WELCOME, NEW, ip="") is user


def test_the_clean_up_job_is_known_and_counts():
    assert registry.kinds[accounts.CLEAN_UP].handler(None) == {
        "tries": 0,
        "sessions": 0,
        "links": 0,
    }


def test_all_purposes_have_a_time():
    assert set(link_token.LIFETIME) == set(Purpose)
