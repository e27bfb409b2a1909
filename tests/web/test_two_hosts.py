"""Two web hosts and two workers on one PostgreSQL database are one Kontora."""

import time
from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from admin_app.permissions import Actor
from admin_app.services.processes import password_reset
from admin_app.services.shared import jobs
from models import Contact, Job, OutboxMail, User
from models.base import db
from models.enums import JobState
from tests.factories.people import PASSWORD, make_contact, make_user
from tests.helpers.database import empty_database, make_clean, migrated_app
from tests.helpers.hosts import Browser, hosts

JOBS = 40
PATIENCE_SECONDS = 60

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hosts")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, _worker):
    """The two hosts, and an application on their database for looking at it."""
    folder = tmp_path_factory.mktemp("hosts")
    with (
        empty_database("postgres", folder, f"hosts_{_worker}") as address,
        migrated_app(address, folder) as app,
    ):
        make_clean(app)
        with app.app_context():
            user_id = make_user("administrators", email="boss@kontora.example").id
            make_user("agents", email="guessed@kontora.example")
            contact_id = make_contact(first_name="Olena", last_name="Shared").id
            db.session.remove()
        with hosts(address, folder) as running:
            yield SimpleNamespace(
                app=app, user_id=user_id, contact_id=contact_id, running=running, urls=running.urls
            )


@pytest.fixture
def session(desk):
    """A database session for looking."""
    with desk.app.app_context():
        yield db.session
        db.session.remove()


def sign_in(url, email="boss@kontora.example", password=PASSWORD):
    browser = Browser()
    form = browser.get(f"{url}/login").form("password")
    answer = browser.post(f"{url}/login", form | {"email": email, "password": password})
    return browser, answer


def is_in(browser, url):
    return browser.get(f"{url}/admin/").status == 200


def test_a_session_is_good_on_both_and_ends_on_both(desk):
    first, second = desk.urls
    browser, answer = sign_in(first)
    assert answer.status == 302
    assert is_in(browser, first)
    assert is_in(browser, second)
    cookies = list(browser.jar)
    form = browser.get(f"{second}/admin/").form("csrf_token")
    assert browser.post(f"{second}/logout", {"csrf_token": form["csrf_token"]}).status == 302
    thief = Browser()
    for cookie in cookies:
        thief.jar.set_cookie(cookie)
    assert not is_in(thief, first)
    assert not is_in(thief, second)


def test_tries_at_a_password_count_together(desk):
    answers = [
        sign_in(desk.urls[number % 2], "guessed@kontora.example", "wrong " * 3)[1].status
        for number in range(10)
    ]
    assert set(answers) == {422}
    for url in desk.urls:
        assert sign_in(url, "guessed@kontora.example")[1].status == 429


def test_of_two_who_edit_one_contact_the_second_is_told(desk, session):
    pages = []
    for url in desk.urls:
        browser, _ = sign_in(url)
        address = f"{url}/admin/contacts/edit/?id={desk.contact_id}"
        pages.append((browser, address, browser.get(address).form("version")))
    answers = [
        browser.post(address, form | {"position": f"Written on host {number}"}).status
        for number, (browser, address, form) in enumerate(pages)
    ]
    assert answers[0] == 302
    assert answers[1] != 302
    assert session.get(Contact, desk.contact_id).position == "Written on host 0"


def test_counters_of_a_list_agree(desk, session):
    first, second = desk.urls
    browser, _ = sign_in(first)
    for number in range(3):
        make_contact(first_name="Added", last_name=f"Meanwhile{number}")
        wanted = session.scalar(select(func.count()).select_from(Contact))
        session.rollback()
        for url in (first, second):
            text = browser.get(f"{url}/admin/contacts/").text
            assert f"of {wanted}" in text


def test_each_job_is_done_once_and_by_both(desk, session):
    waiting = [
        jobs.enqueue(password_reset.JOB, {"user_id": desk.user_id}, actor=Actor.system("test"))
        for _ in range(JOBS)
    ]
    ids = {job.id for job in waiting}
    before = session.scalar(select(func.count()).select_from(OutboxMail))
    session.commit()
    left = select(func.count()).where(Job.state.in_([JobState.QUEUED, JobState.RUNNING]))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while session.scalar(left) and time.monotonic() < deadline:
        session.rollback()
        time.sleep(0.2)
    done = session.scalars(select(Job).where(Job.id.in_(ids))).all()
    assert {(job.state, job.attempt) for job in done} == {(JobState.DONE, 1)}
    mails = session.scalar(select(func.count()).select_from(OutboxMail))
    assert mails - before == JOBS
    ended = Counter()
    for name in ("worker0", "worker1"):
        own = [line for line in desk.running.log(name) if line["event"] == "job ended"]
        assert [line for line in own if line["job_id"] in ids], f"{name} did nothing"
        ended.update(line["job_id"] for line in own)
    assert set(ended.values()) == {1}
    assert ids <= set(ended)


def test_each_host_counts_the_requests_of_all_its_processes(desk):
    first, second = desk.urls
    name = 'kontora_requests_total{endpoint="auth.forgot",method="GET",status="200"}'
    for _ in range(24):
        assert Browser().get(f"{first}/forgot").status == 200
    assert f"{name} 24.0" in Browser().get(f"{first}/metrics").text
    assert name not in Browser().get(f"{second}/metrics").text


def test_a_request_can_be_followed_through_the_log(desk, session):
    user = session.get(User, desk.user_id)
    browser = Browser()
    form = browser.get(f"{desk.urls[1]}/forgot").form("email")
    answer = browser.post(f"{desk.urls[1]}/forgot", form | {"email": user.email})
    number = answer.headers["X-Request-ID"]
    told = {}
    deadline = time.monotonic() + 10
    while "request" not in told and time.monotonic() < deadline:  # written after the answer went
        lines = [line for line in desk.running.log("web1") if line.get("request_id") == number]
        told = {line["event"]: line for line in lines}
    assert told["request"]["path"] == "/forgot"
    assert session.get(Job, told["job asked for"]["job_id"]).kind == password_reset.JOB
