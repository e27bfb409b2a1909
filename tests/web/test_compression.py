"""Pages and static files are compressed for browsers that take it, and kept by them."""

import gzip
import re

import pytest

from tests.factories.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("db_session")
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', page)


def test_a_page_and_its_files_are_compressed(client):
    sign_in(client, make_user("managers"))
    answer = client.get("/admin/contacts/", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    page = gzip.decompress(answer.data).decode()
    assert "</html>" in page
    found = {a for a in addresses(page) if a.split("?")[0].endswith((".css", ".js"))}
    assert len(found) > 10
    for address in found:
        plain, packed = client.get(address), client.get(address, headers=GZIP)
        if len(plain.data) < 1400:
            continue
        assert packed.headers["Content-Encoding"] == "gzip", address
        assert gzip.decompress(packed.data) == plain.data
        assert "immutable" in packed.headers["Cache-Control"]


def test_others_get_it_as_it_is(client):
    answer = client.get("/login")
    assert "Content-Encoding" not in answer.headers
    assert "</html>" in answer.text


def test_a_file_that_did_not_change_is_not_sent_again(client):
    address = "/static/css/list.css"
    first = client.get(address, headers=GZIP)
    again = client.get(address, headers={**GZIP, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_font_is_fetched_once(client):
    """What the page asks for in advance is what the style sheet names."""
    ahead = re.search(r'rel="preload" href="([^"]+)"', client.get("/login").text)[1]
    sheet = client.get("/static/css/base.css").text
    assert ahead.removeprefix("/static/") in sheet
    assert "max-age=604800" in client.get(ahead).headers["Cache-Control"]


def test_a_first_visit_is_light(client):
    """Everything that the page of a list loads, but for the letters of rarer alphabets."""
    sign_in(client, make_user("managers"))
    answer = client.get("/admin/contacts/", headers=GZIP)
    page = gzip.decompress(answer.data).decode()
    fonts = ["/static/vendor/inter-cyrillic.woff2", "/static/vendor/inter-latin-ext.woff2"]
    files = {*addresses(page), *fonts, "/static/vendor/icons.svg"}
    total = len(answer.data) + sum(len(client.get(a, headers=GZIP).data) for a in files)
    assert total < 400 * 1024
