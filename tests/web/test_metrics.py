"""`/metrics`: for this machine or a token, telling nothing about anybody."""

import re

import pytest

from admin_app import clock
from models import Job
from models.base import db
from tests.factories.people import make_user, sign_in

TOKEN = "t" * 24


@pytest.fixture
def set_up(app, monkeypatch):
    def _set_up(**values):
        settings = app.extensions["settings"].model_copy(update=values)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return _set_up


def scrape(client, peer="127.0.0.1", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", headers=given, environ_base={"REMOTE_ADDR": peer})


class TestWhoMayRead:
    @pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
    def test_this_machine(self, client, peer):
        assert scrape(client, peer).status_code == 200

    @pytest.mark.parametrize("peer", ["10.0.0.7", "2001:db8::1", "", "127.0.0.1.example"])
    def test_nobody_else(self, client, peer):
        answer = scrape(client, peer)
        assert answer.status_code == 403
        assert "kontora_" not in answer.text

    @pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Real_IP", "Forwarded", "Via"])
    def test_no_proxy_on_this_machine(self, client, header):
        assert scrape(client, **{header: "127.0.0.1"}).status_code == 403

    def test_not_by_saying_that_one_is_local(self, app, client):
        """Behind a trusted proxy the forwarded address is the client's, and it can lie."""
        from werkzeug.middleware.proxy_fix import ProxyFix

        plain = app.wsgi_app
        app.wsgi_app = ProxyFix(plain, x_for=1)
        try:
            answer = scrape(client, "10.0.0.7", X_Forwarded_For="127.0.0.1")
        finally:
            app.wsgi_app = plain
        assert answer.status_code == 403

    def test_whoever_has_the_token(self, client, set_up):
        set_up(metrics_token=TOKEN)
        assert scrape(client, "10.0.0.7", Authorization=f"Bearer {TOKEN}").status_code == 200
        assert scrape(client, X_Forwarded_For="1.2.3.4", Authorization=f"bearer {TOKEN}")

    @pytest.mark.parametrize("given", [f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer", "Bearer é"])
    def test_not_with_a_wrong_one(self, client, set_up, given):
        set_up(metrics_token=TOKEN)
        assert scrape(client, "10.0.0.7", Authorization=given).status_code == 403

    def test_no_token_is_no_empty_token(self, client):
        assert scrape(client, "10.0.0.7", Authorization="Bearer ").status_code == 403


class TestWhatIsTold:
    def test_requests_by_endpoint(self, client):
        def counted():
            found = re.search(
                r'kontora_requests_total\{endpoint="auth.login",method="GET",status="200"\} (\S+)',
                scrape(client).text,
            )
            return float(found[1]) if found else 0

        before = counted()
        client.get("/login")
        client.get("/login?email=somebody@example.com")
        assert counted() == before + 2

    def test_jobs_by_state(self, app, client):
        with app.app_context():
            moment = clock.now().replace(year=2020)
            db.session.add(Job(kind="x", created_at=moment, run_after=moment))
            db.session.commit()
        text = scrape(client).text
        assert 'kontora_jobs{state="queued"} 1.0' in text
        assert 'kontora_jobs{state="done"} 0.0' in text
        assert float(re.search(r"^kontora_job_wait_seconds (\S+)", text, re.MULTILINE)[1]) > 1e8

    def test_sessions(self, app, client):
        with app.app_context():
            user = make_user()
            sign_in(client, user)
        assert "kontora_sessions 1.0" in scrape(client).text

    def test_no_id_address_or_token(self, client):
        client.get("/forgot/SECRETSECRETSECRETSECRET")
        client.get("/nothing/like/this?x=secret@example.com")
        client.open("/login", method="BREW")
        text = scrape(client).text
        assert "SECRET" not in text
        assert "example" not in text
        assert "BREW" not in text
        assert 'endpoint="none"' in text

    def test_a_database_that_does_not_answer_is_told(self, client, monkeypatch):
        from sqlalchemy.exc import OperationalError

        from admin_app.services import figures

        def fail():
            raise OperationalError("", {}, Exception("gone"))

        monkeypatch.setattr(figures, "collect", fail)
        answer = scrape(client)
        assert answer.status_code == 200
        assert "kontora_database_up 0.0" in answer.text
