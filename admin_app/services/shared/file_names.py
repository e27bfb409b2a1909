"""Names of uploaded files: what is left of one is safe in a header, on a page and on any disk."""

from __future__ import annotations

import re
import unicodedata

from models.stored_file import FILE_NAME_LENGTH

NAMELESS = "file"
_UNSEEN = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST_ENDING = 20


def clean_name(typed: str | None) -> str:
    """The last part of the path as one line of visible signs, its ending kept when it is cut.

    Signs that turn the direction of writing go: `photo\\u202egnp.exe` would be read as a picture.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed or ""))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _UNSEEN)
    name = _FORBIDDEN.sub("_", " ".join(seen.split())).strip(". ")
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name) or NAMELESS


def _cut(name: str) -> str:
    if len(name) <= FILE_NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return name[:FILE_NAME_LENGTH].rstrip(". ")
    return f"{stem[: FILE_NAME_LENGTH - len(ending) - 1].rstrip('. ')}.{ending}"
