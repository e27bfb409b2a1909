"""Static files under addresses that change with their content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup, escape

SPRITE = "vendor/icons.svg"


def init_app(app: Flask) -> None:
    """Add the version to every address of a static file."""
    folder = Path(app.static_folder or "")

    @lru_cache(maxsize=512)
    def version(name: str) -> str:
        try:
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]
        except OSError:
            return ""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (found := version(values["filename"])):
            values["v"] = found

    app.jinja_env.globals["url_for"] = _url_for
    app.jinja_env.globals["svg_icon"] = _icon


def _url_for(endpoint: str, **values: Any) -> str:
    """As Flask's own; a page names thirty static files, whose addresses stay the same."""
    if endpoint == "static" and len(values) == 1:
        return _static(values["filename"])
    return url_for(endpoint, **values)


@lru_cache(maxsize=512)
def _static(name: str) -> str:
    return url_for("static", filename=name)


@lru_cache(maxsize=2048)
def _icon(name: str, css: str = "", label: str = "") -> Markup:
    """An icon of the sprite; with a label it is read out as an image, else it is decoration.

    No macro: a page shows a hundred of them.
    """
    described = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    css = f"icon {css}".rstrip()
    return Markup(  # noqa: S704 - names are ours, the label is escaped
        f'<svg class="{css}" {described}><use href="{_static(SPRITE)}#{name}" /></svg>'
    )
