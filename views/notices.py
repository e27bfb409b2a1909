"""Toasts: what happened, with Undo where there is one."""

from __future__ import annotations

from typing import Any, cast

from flask import flash


def notice(
    text: str,
    category: str = "success",
    *,
    undo_url: str | None = None,
    more_url: str | None = None,
) -> None:
    """Say on the next page what happened.

    `undo_url` takes a POST that takes it back, `more_url` is a page that tells more.
    """
    body: dict[str, Any] = {"text": text, "more_url": more_url}
    if undo_url:
        body["undo_url"] = undo_url
    flash(cast("str", body), category)
