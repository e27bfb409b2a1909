"""Static files under addresses that change with their content, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

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

    @lru_cache(maxsize=1)
    def sprite() -> str:
        return url_for("static", filename=SPRITE)

    app.jinja_env.globals["sprite"] = sprite  # a list shows hundreds of icons

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (found := version(values["filename"])):
            values["v"] = found
