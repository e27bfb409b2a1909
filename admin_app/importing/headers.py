"""Which column of a file means what: by its header in any language, or by its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from admin_app.i18n import LANGUAGES, N_
from admin_app.importing.base import Spec, translated
from admin_app.importing.specs import SPECS
from models.enums import ImportNoun
from models.normalize import clean_line, digits, fold

Mapping = list[str | None]
"""Column key for each column of the file, None where it is left out."""

PROBLEM = N_("Problem")
"""Header of the last column of an error file; never read back."""

_SIGNS = re.compile(r"[\W_]+")
_NEVER = re.compile(
    r"\b(roles?|permissions?|passwords?|pwd|access (type|level|rights?)|rights?|is (admin|staff|"
    r"superuser)|admin(istrator)?|superuser|роль|роли|ролі|права|пароль|паролі|доступ|"
    r"(тип|уровень) доступ[ау]|администратор|адміністратор|админ|rol[ae]|haslo|uprawnienia|"
    r"typ dostepu|poziom dostepu)\b"
)
"""What no file may set: who may do what, and how he signs in."""


def header_key(header: str) -> str:
    """A header for comparing: folded, without punctuation, underscores and double spaces."""
    return _SIGNS.sub(" ", fold(clean_line(header))).strip()


def is_forbidden(header: str) -> bool:
    """Whether this header names rights or a password, which are never imported."""
    return bool(_NEVER.search(header_key(header)))


def recognise(header: str, noun: ImportNoun) -> str | None:
    """The key of the built-in column that this header means, or None."""
    return _known(noun).get(header_key(header))


def recogniser(noun: ImportNoun, spec: Spec | None = None) -> Callable[[str], str | None]:
    """`recognise` with the custom fields of `spec` (see specs.custom.spec_of).

    The names of built-in columns go before them, and they before what such a column may be called
    besides: a field named “Comment” is what a column “Comment” means.
    """
    built_in, names = _known(noun), _names(noun)
    custom: dict[str, str] = {}
    for column in (spec or SPECS[noun]).columns[len(SPECS[noun].columns) :]:
        for header in (column.key, *sorted(column.all_headers())):
            custom.setdefault(header_key(header), column.key)

    def means(header: str) -> str | None:
        key = header_key(header)
        return names.get(key) or custom.get(key) or built_in.get(key)

    return means


def guess(headers: Sequence[str], noun: ImportNoun, spec: Spec | None = None) -> Mapping:
    """The mapping that these headers suggest; of two that mean one thing the first is taken.

    Columns that take several values are joined instead.
    """
    columns, means = (spec or SPECS[noun]).by_key, recogniser(noun, spec)
    mapping: Mapping = []
    for header in headers:
        key = means(header)
        if key in mapping and not (key and columns[key].many):
            key = None
        mapping.append(key)
    return mapping


def by_place(width: int, noun: ImportNoun) -> Mapping:
    """The mapping of a file without a header: the fixed order of A9."""
    order: Mapping = list(SPECS[noun].order)
    return (order + [None] * width)[: max(width, 1)]


def check_mapping(
    mapping: Sequence[str | None], noun: ImportNoun, spec: Spec | None = None
) -> Mapping:
    """A mapping made by hand, with keys that do not exist or repeat without need left out."""
    columns = (spec or SPECS[noun]).by_key
    clean: Mapping = []
    for key in mapping:
        known = key if key in columns else None
        if known in clean and known and not columns[known].many:
            known = None
        clean.append(known)
    return clean


def language_of(headers: Sequence[str], noun: ImportNoun) -> str:
    """The language that most of these headers are in, "" where English or nothing is recognised."""
    scores: dict[str, float] = {}
    for header in headers:
        spoken = _languages(noun).get(header_key(header), ())
        for language in spoken:
            scores[language] = scores.get(language, 0) + 1 / len(spoken)
    best = max(scores, key=lambda language: scores[language], default="")
    return "" if best == "en" else best


@lru_cache(maxsize=4)
def _languages(noun: ImportNoun) -> dict[str, list[str]]:
    """Header keys of a noun to the languages that have them."""
    found: dict[str, list[str]] = {}
    for column in SPECS[noun].columns:
        for language, words in column.headers.items():
            for key in {header_key(word) for word in words}:
                found.setdefault(key, []).append(language)
    return found


def is_header(noun: ImportNoun, spec: Spec | None = None) -> Callable[[list[str]], bool]:
    """A test for rows: whether they are the header of a file of this noun."""
    means = recogniser(noun, spec)

    def test(cells: list[str]) -> bool:
        filled = [cell for cell in cells if cell.strip()]
        if any("@" in cell or len(digits(cell)) > 4 for cell in filled):
            return False
        known = sum(means(cell) is not None for cell in filled)
        return known >= min(2, len(filled)) and known > 0

    return test


def fingerprint(headers: Sequence[str]) -> str:
    """What two files with the same headers share, whatever their case and blanks."""
    text = "\x1f".join(header_key(header) for header in headers)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=4)
def _names(noun: ImportNoun) -> dict[str, str]:
    """Header keys of the keys and labels alone."""
    names: dict[str, str] = {}
    for column in SPECS[noun].columns:
        labels = (translated(column.label, language) for language in LANGUAGES)
        for name in (column.key, column.label, *labels):
            names.setdefault(header_key(name), column.key)
    return names


@lru_cache(maxsize=4)
def _known(noun: ImportNoun) -> dict[str, str]:
    """Header keys of a noun; where two columns claim one, the earlier in the spec has it."""
    spec: Spec = SPECS[noun]
    known: dict[str, str] = {column.key.replace("_", " "): column.key for column in spec.columns}
    for column in spec.columns:
        for header in sorted(column.all_headers()):
            known.setdefault(header_key(header), column.key)
    for language in LANGUAGES:
        known.pop(header_key(translated(PROBLEM, language)), None)
    return known
