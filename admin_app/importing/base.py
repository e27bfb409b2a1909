"""Import columns as objects: what a cell may hold, under which headers, and where it goes."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from admin_app.i18n import LANGUAGES
from admin_app.services.shared.values import split_many
from models.enums import ImportNoun

Value = str | bool | float | list[str]
Parser = Callable[[str, str], Any]
"""Reads one text; the second argument is the region for phones and tax numbers."""

Reader = Callable[[str], Value]
"""Reads one filled cell; raises `ValueProblem`."""
CACHED = 2048

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True)
class Column:
    """One importable field. Adding a field to an import is adding one of these to a spec.

    `label` is the English name (marked for translation), `headers` the words by language under
    which it stands in files, the first of each being that of the sample files. A column with
    `many` takes several values in one cell; `commas` says that a comma may part them too.
    """

    key: str
    label: str
    parse: Parser
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    many: bool = False
    commas: bool = False
    required: bool = False
    example: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str, region: str) -> Value:
        """The value of a filled cell; raises `ValueProblem`."""
        if not self.many:
            value: Value = self.parse(text, region)
            return value
        if ";" not in text and "\n" not in text and not (self.commas and "," in text):
            return [self.parse(text, region)]
        parts = split_many(text, commas=self.commas)
        return list(dict.fromkeys(self.parse(part, region) for part in parts))

    def reader(self, region: str) -> Reader:
        """`read` for a file whose phones and tax numbers are of `region`.

        What repeats from row to row, such as positions, is read once; a list belongs to its row.
        """
        if self.many:
            return partial(self.read, region=region)
        return lru_cache(maxsize=CACHED)(partial(self.read, region=region))

    def title(self, language: str) -> str:
        """The name of this column, as the edges would show it."""
        return translated(self.label, language)

    def header(self, language: str) -> str:
        """The header of this column in a sample file."""
        words = self.headers.get(language)
        return words[0] if words else self.label

    def all_headers(self) -> set[str]:
        """Every header that means this column: key, label, translated labels, other spellings."""
        known = {self.key, self.label}
        known.update(translated(self.label, language) for language in LANGUAGES)
        known.update(word for words in self.headers.values() for word in words)
        return known


@dataclass(frozen=True)
class Spec:
    """What the rows of one kind of file mean.

    `order` is the fixed order of columns of a file without a header (A9).
    """

    noun: ImportNoun
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Columns by their keys."""
        return {column.key: column for column in self.columns}


def translated(text: str, language: str) -> str:
    """A marked text in one of the interface's languages, as the edges would show it."""
    return _catalogue(language).gettext(text)


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
