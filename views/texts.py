"""Texts in templates: translated as flask_babel does, without its detours for each text."""

from __future__ import annotations

from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Give the templates `_`, `gettext` and `ngettext`, which escape the values put in."""
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _gettext(text: str, **values: object) -> Markup:
    return _filled(get_translations().gettext(text), values)


def _ngettext(singular: str, plural: str, num: int, **values: object) -> Markup:
    found = get_translations().ngettext(singular, plural, num)
    return _filled(found, {"num": num} | values)


def _filled(text: str, values: dict[str, object]) -> Markup:
    found = Markup(text)  # noqa: S704 - texts are ours
    return found % values if values or "%" in text else found
