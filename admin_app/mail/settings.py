"""What mail needs to know of the running application."""

from __future__ import annotations

from typing import cast

from flask import current_app

from admin_app.config import Settings


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])


def absolute(path: str) -> str:
    """A link for a mail: under BASE_URL, never under what a request calls itself (promise 15)."""
    return f"{settings().base_url}{path}"


def has_server() -> bool:
    """Whether an SMTP server is set."""
    return bool(settings().smtp_url)
