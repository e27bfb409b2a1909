"""Pages without the indentation of their templates: a fifth of a list is nothing else."""

from __future__ import annotations

import re

from flask import Flask
from jinja2.ext import Extension

_INDENTATION = re.compile(r"\n[ \t]+")
LETTERS = "mail/"
"""Templates of letters stay as they are: white space counts in plain text."""


class Unindented(Extension):
    """Takes the blanks at the start of lines out of a template before it is compiled.

    The line ends stay, so no two words grow together; no template of a page has text in which
    indentation counts.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source without indentation."""
        return source if (name or "").startswith(LETTERS) else _INDENTATION.sub("\n", source)


def init_app(app: Flask) -> None:
    """Use it for every template that is compiled from now on."""
    app.jinja_env.add_extension(Unindented)
