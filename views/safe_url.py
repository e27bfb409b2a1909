"""Where a page may send the browser on: to addresses of this site alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PLAIN = re.compile(r"/(?![/\\])[^\x00-\x20\x7f-\xa0\\\u2028\u2029]*")


def safe_path(target: str | None) -> str | None:
    """The path and query of `target` when it is an address of this site, else None.

    Browsers read `//x`, `/\\x`, `https:x` and a path with a tab or line end in it as other sites,
    so only plain paths pass.
    """
    if not target or len(target) > 2000 or not _PLAIN.fullmatch(target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target
