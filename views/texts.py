"""Texts in templates: translated as flask_babel does, without its detours for each text."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Give the templates `_`, `gettext` and `ngettext`, which escape the values put in.

    In templates of plain text, as those of mails, nothing is escaped.
    """
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


@pass_eval_context
def _gettext(place: EvalContext, text: str, /, **values: object) -> str:
    return _filled(place, _translations().gettext(text), values)


@pass_eval_context
def _ngettext(place: EvalContext, singular: str, plural: str, num: int, /, **values: object) -> str:
    found = _translations().ngettext(singular, plural, num)
    return _filled(place, found, {"num": num} | values)


def _translations() -> Any:
    """The catalogue of this request, kept where flask_babel forgets it with the language."""
    known = getattr(g.get("_flask_babel"), "babel_translations", None)
    if known is None:
        known = get_translations()
        g._flask_babel.babel_translations = known  # noqa: SLF001 - flask_babel's own place
    return known


def _filled(place: EvalContext, text: str, values: dict[str, object]) -> str:
    found = Markup(text) if place.autoescape else text  # noqa: S704 - texts are ours
    return found % values if values or "%" in text else found
