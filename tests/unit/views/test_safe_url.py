"""Where a page may send the browser on."""

import pytest

from views.safe_url import safe_path

OURS = [
    "/",
    "/admin/contacts/",
    "/admin/contacts/?search=%D0%B8&page=2",
    "/a#b",
    "/admin/?next=//evil.example.org",
    "/компании/?имя=Ромашка",
    "/a:b@c",
    "/%2F%2Fevil.example.org",
]
FOREIGN = [
    None,
    "",
    " ",
    "admin",
    "//evil.example.org",
    "///evil.example.org",
    "////evil.example.org",
    "/\\evil.example.org",
    "\\/evil.example.org",
    "\\\\evil.example.org",
    "/\t/evil.example.org",
    "/\n/evil.example.org",
    "/\r/evil.example.org",
    "\t//evil.example.org",
    " //evil.example.org",
    "/ /evil.example.org",
    "/a\\..\\evil",
    "http://evil.example.org",
    "https:evil.example.org",
    "https:/evil.example.org",
    "https:///evil.example.org",
    "HTTPS://evil.example.org",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "/a\x00b",
    "/a\x7fb",
    "/\xa0/evil",
    "/\u2028/evil",
    "@evil.example.org",
    "?next=/x",
    "#x",
    "/" + "a" * 5000,
]


@pytest.mark.parametrize("target", OURS)
def test_paths_of_this_site_pass(target):
    assert safe_path(target) == target


@pytest.mark.parametrize("target", FOREIGN)
def test_everything_else_is_refused(target):
    assert safe_path(target) is None
