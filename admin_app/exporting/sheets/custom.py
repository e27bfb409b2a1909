"""Custom fields as columns of an export: those that there are now, readable back by an import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from admin_app.exporting.sheets import SHEETS
from admin_app.exporting.sheets.base import SEPARATOR, Cells, Chunk, Sheet, SheetColumn, Wording
from admin_app.exporting.writers.columns import Kind
from admin_app.i18n import LANGUAGES
from admin_app.services.lists import LISTS
from admin_app.services.shared.catalogue import translated
from admin_app.services.shared.custom_copy import copy_of
from admin_app.services.shared.custom_fields import MODELS, NEEDS, label_of, shown_fields
from admin_app.services.shared.custom_values import moment_of, text_of
from models import CustomField
from models.enums import FieldKind
from models.normalize import fold

Cell = Callable[[CustomField, Any, Wording], object]
_KINDS: dict[FieldKind, Kind] = {
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.FLAG: "bool",
}


def sheet_of(noun: str) -> Sheet:
    """The sheet with the shown custom fields behind its own columns."""
    sheet, owner = SHEETS[noun], LISTS[noun].custom
    if owner is None:
        return sheet
    fields = [copy_of(field) for field in shown_fields(owner)]
    own = [_column(field, fields, sheet) for field in fields]
    return replace(sheet, columns=(*sheet.columns, *own))


def _column(field: CustomField, fields: Sequence[CustomField], sheet: Sheet) -> SheetColumn:
    return SheetColumn(
        field.key,
        field.key,
        _cells(field),
        (MODELS[field.noun].custom,),
        kind=_KINDS.get(field.kind, "text"),
        needs=NEEDS.get(field.noun),
        titles={language: _title(field, language, fields, sheet) for language in LANGUAGES},
    )


def _title(field: CustomField, language: str, fields: Sequence[CustomField], sheet: Sheet) -> str:
    """The label; with the key where another column is called the same, so that it reads back."""
    label = label_of(field, language)
    others = {fold(label_of(other, language)) for other in fields if other is not field}
    for column in sheet.columns:
        others |= {fold(column.key), *(fold(translated(column.label, one)) for one in LANGUAGES)}
    return f"{label} ({field.key})" if fold(label) in others else label


def _cells(field: CustomField) -> Cells:
    cell = _CELLS.get(field.kind, _text)

    def cells(chunk: Chunk, wording: Wording) -> Sequence[object]:
        values = (custom.get(field.key) for custom in chunk.read["custom"])
        return [None if value is None else cell(field, value, wording) for value in values]

    return cells


def _text(_field: CustomField, value: Any, _wording: Wording) -> str:
    return str(value)


def _number(_field: CustomField, value: Any, _wording: Wording) -> object:
    return value if isinstance(value, int | float) else str(value)


def _day(_field: CustomField, value: Any, _wording: Wording) -> date | str:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return str(value)


def _moment(_field: CustomField, value: Any, wording: Wording) -> str:
    """By the reader's clock with its offset, since an import knows no reader."""
    told = moment_of(str(value))
    return str(value) if told is None else told.astimezone(wording.zone).isoformat(" ", "minutes")


def _flag(_field: CustomField, value: Any, _wording: Wording) -> bool:
    return bool(value)


def _choice(field: CustomField, value: Any, wording: Wording) -> str:
    if wording.codes:
        return SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    return text_of(field, value, wording.language)


_CELLS: dict[FieldKind, Cell] = {
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.MOMENT: _moment,
    FieldKind.FLAG: _flag,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choice,
}
