"""Static files and headers of every answer."""

import re

from flask import request

from admin_app.factory import create_app


def test_static_files_are_kept_by_the_browser_under_an_address_of_their_content(client):
    page = client.get("/login")
    address = re.search(r'href="(/static/vendor/tabler\.min\.css\?v=[0-9a-f]{10})"', page.text)[1]
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_pages_are_not_kept_and_allow_no_script_but_ours(client):
    answer = client.get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    assert nonce in answer.text
    assert nonce not in client.get("/login").text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_outside_the_static_folder_is_served(client):
    for path in ("../config.py", "..%2fconfig.py", "%2e%2e/config.py"):
        assert client.get(f"/static/{path}").status_code == 404


def test_forwarded_addresses_count_only_from_proxies_that_are_trusted(app):
    def seen(trusted: int) -> str:
        settings = app.extensions["settings"].model_copy(update={"trusted_proxies": trusted})
        other = create_app(settings)
        other.add_url_rule("/from", view_func=lambda: request.remote_addr)
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        return other.test_client().get("/from", headers=headers).text

    assert seen(0) == "127.0.0.1"
    assert seen(1) == "198.51.100.7"
