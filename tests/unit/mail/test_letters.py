"""Every letter in every language: both parts, escaped, links from the settings."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask_babel import get_locale

from admin_app.i18n import LANGUAGES
from admin_app.mail import letters
from admin_app.mail.letters import (
    base,
    mention,
    password_changed,
    password_reset,
    second_factor,
    welcome,
)
from admin_app.mail.letters.second_factor import Event
from admin_app.mail.settings import absolute

EVIL = '<img src=x onerror="alert(1)">'
LINK = "https://desk.example.com/forgot/token"
BUILDERS = {
    "password_reset": lambda language, name: password_reset.build(
        name=name, link=LINK, lifetime=timedelta(hours=1), ip="10.0.0.1", language=language
    ),
    "password_changed": lambda language, name: password_changed.build(
        name=name, link=LINK, ip="10.0.0.1", language=language
    ),
    "mention": lambda language, name: mention.build(
        name=name, author="Olga", card="Zefir", excerpt="Look", link=LINK, language=language
    ),
    "second_factor": lambda language, name, event=Event.ON: second_factor.build(
        event=event, name=name, ip="10.0.0.1", left=3, link=LINK, language=language
    ),
    "welcome": lambda language, name: welcome.build(
        name=name, email="a@b.io", link=LINK, lifetime=timedelta(days=7), language=language
    ),
}


@pytest.fixture
def database_kind():
    return "sqlite"  # nothing here reaches the database


@pytest.fixture(autouse=True)
def _application(db_session):
    """Letters are filled within the application."""


def test_every_letter_is_tried_here():
    assert {p.stem for p in Path(letters.__path__[0]).glob("[a-z]*.py")} - {"base"} == set(BUILDERS)


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_says_the_same_in_both_parts(name, language):
    letter = BUILDERS[name](language, "Ivan")
    assert (letter.name, letter.language) == (name, language)
    shown = unescape(re.sub(r"<[^>]+>", " ", letter.html))
    for part in (letter.text, shown):
        assert LINK in part
        assert "Ivan" in part
        assert "%(" not in part
    assert f'lang="{language}"' in letter.html
    assert letter.subject
    assert "\n" not in letter.subject


@pytest.mark.parametrize("name", BUILDERS)
def test_a_name_is_no_markup(name):
    letter = BUILDERS[name]("en", EVIL)
    assert "<img" not in letter.html
    assert EVIL in letter.text  # plain text stays as it is


def test_every_event_of_the_second_step_is_told_in_its_own_words():
    letters = [BUILDERS["second_factor"]("en", "Ivan", event) for event in Event]
    assert len({letter.subject for letter in letters}) == len(Event)
    assert len({letter.text for letter in letters}) == len(Event)
    assert "3 codes are left" in letters[-1].text


def test_a_command_has_no_address():
    letter = second_factor.build(
        event=Event.RESET, name="Ivan", ip="", left=0, link=LINK, language="en"
    )
    assert "The request came from" not in letter.text + letter.html


def test_the_recipients_language_is_in_force_and_then_the_old_one():
    before, seen = str(get_locale()), []
    base.write(
        "password_changed",
        "pl",
        lambda: seen.append(str(get_locale())) or "x",
        name="",
        link="",
        ip="",
    )
    assert (seen, str(get_locale())) == (["pl"], before)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=7), "7 days"),
    ],
)
def test_a_lifetime_in_words(time, text):
    assert base.duration(time) == text


def test_links_come_from_the_settings_and_not_from_the_request(app):
    with app.test_request_context("/", headers={"Host": "evil.example.org"}):
        assert absolute("/x") == f"{app.extensions['settings'].base_url}/x"
