"""Sample files to fill in (A9): made of the specs, so that they always fit."""

from __future__ import annotations

from typing import BinaryIO

from admin_app.importing import tables
from admin_app.importing.specs import SPECS
from models.enums import ImportNoun

KINDS: tuple[tables.Kind, ...] = ("csv", "xls", "xlsx")
_WITH_COMPANY = ("company_site", "company_phone", "company_address")


def write_sample(noun: ImportNoun, kind: tables.Kind, language: str, out: BinaryIO) -> None:
    """Write a file with the columns in the order of A9 and one filled row, in one language."""
    spec = SPECS[noun]
    more = _WITH_COMPANY if noun == ImportNoun.BOTH else ()
    columns = [spec.by_key[key] for key in (*spec.order, *more)]
    rows = [
        [column.header(language) for column in columns],
        [column.example.get(language, "") for column in columns],
    ]
    tables.write(kind, rows, out, delimiter="," if language == "en" else ";")


def sample_name(noun: ImportNoun, kind: tables.Kind, language: str) -> str:
    """The name under which a sample is downloaded."""
    return f"kontora-{noun}-{language}.{kind}"
