"""Steps that several journeys take."""

from __future__ import annotations

from tests.factories.people import PASSWORD, make_user
from tests.helpers.browser import axe

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def sign_in(live, page, look, group: str) -> None:
    """Come as a person of this group who speaks the language of the look."""
    with live.app.app_context():
        email = make_user(group, language=look.language).email
    page.goto("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def looks_right(page) -> None:
    """No barrier for anybody, and nothing that makes the page itself scroll sideways."""
    axe(page)
    assert page.evaluate(SIDEWAYS) <= 0, page.url


def find(page, text: str) -> None:
    """Type into the search of a list and wait for its answer."""
    page.fill("#list-search", text)
    page.wait_for_url(lambda url: "search=" in url)
