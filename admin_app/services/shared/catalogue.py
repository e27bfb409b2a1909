"""Marked texts in a given language, for files and other things that outlive the request."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


def translated(text: str, language: str) -> str:
    """A text marked with `N_` in one of the interface's languages; English where there is none."""
    return _catalogue(language).gettext(text)


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
