"""The form of how a file is read: encoding, delimiter, quote, sheet, header and rows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from admin_app.importing.readers.delimiter import DELIMITERS
from admin_app.importing.readers.encoding import ENCODINGS
from admin_app.importing.readers.format import TableFormat
from views import formatting

LAST_ROW = 1_048_576
NO_QUOTE = "none"
_ROW = {"min": 1, "max": LAST_ROW, "inputmode": "numeric"}


class ReadingForm(FlaskForm):
    """How the table is found in the file."""

    encoding = SelectField(_l("Encoding"))
    delimiter = SelectField(_l("Delimiter"))
    quote = SelectField(_l("Quotation mark"))
    sheet = SelectField(_l("Sheet"))
    header_row = IntegerField(
        _l("Header in row"), [Optional(), NumberRange(1, LAST_ROW)], render_kw=_ROW,
        description=_l("Empty: the file has no header."),
    )  # fmt: skip
    first_row = IntegerField(
        _l("First row of data"), [Optional(), NumberRange(1, LAST_ROW)], render_kw=_ROW
    )
    last_row = IntegerField(
        _l("Last row of data"), [Optional(), NumberRange(1, LAST_ROW)], render_kw=_ROW,
        description=_l("Empty: up to the end."),
    )  # fmt: skip


def reading_form(fmt: TableFormat) -> ReadingForm:
    """The form with the fields that this kind of file has, filled with how it is read now."""
    values = {**fmt.to_json(), "quote": fmt.quote or NO_QUOTE}
    form = ReadingForm(data=values)
    if fmt.kind == "csv":
        del form.sheet
        form.encoding.choices = _encodings(fmt.encoding)
        form.delimiter.choices = _delimiters(fmt.delimiter)
        form.quote.choices = _quotes(fmt.quote)
    else:
        del form.encoding, form.delimiter, form.quote
        form.sheet.choices = [(sheet, sheet) for sheet in fmt.sheets]
    return form


def changes(form: ReadingForm, fmt: TableFormat) -> dict[str, Any]:
    """The fields that differ from how the file is read now, as the sniffing takes them."""
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if typed.get("quote") == NO_QUOTE:
        typed["quote"] = None
    header, first = typed["header_row"], typed["first_row"]
    if first is None or first == header:
        typed["first_row"] = header + 1 if header else 1
    now = fmt.to_json()
    changed = {name: value for name, value in typed.items() if value != now[name]}
    moved = changed.get("header_row")
    if moved and "first_row" not in changed and fmt.first_row <= moved:
        changed["first_row"] = moved + 1
    return changed


def summary(fmt: TableFormat) -> str:
    """How the file is read, in one line."""
    parts = [fmt.kind.upper()]
    if fmt.kind == "csv":
        parts += [_encoding_label(fmt.encoding or ""), _delimiter_label(fmt.delimiter or "")]
    elif fmt.sheet:
        parts.append(_("sheet “%(name)s”", name=fmt.sheet))
    if fmt.header_row:
        parts.append(_("header in row %(number)s", number=formatting.number(fmt.header_row)))
    else:
        parts.append(_("no header"))
    parts.append(_rows(fmt))
    return " · ".join(parts)


def _rows(fmt: TableFormat) -> str:
    first = formatting.number(fmt.first_row)
    if fmt.last_row is None:
        return _("from row %(first)s to the end", first=first)
    return _("rows %(first)s to %(last)s", first=first, last=formatting.number(fmt.last_row))


def _encodings(now: str | None) -> list[tuple[str, str]]:
    known = (*ENCODINGS,) if now is None or now in ENCODINGS else (now, *ENCODINGS)
    return [(name, _encoding_label(name)) for name in known]


def _encoding_label(name: str) -> str:
    if "/" in name:
        return _("%(name)s (mended)", name=name.partition("/")[0].upper())
    return name.upper()


def _delimiters(now: str | None) -> list[tuple[str, str]]:
    known = (*DELIMITERS,) if now is None or now in DELIMITERS else (now, *DELIMITERS)
    return [(sign, _delimiter_label(sign)) for sign in known]


def _delimiter_label(sign: str) -> str:
    names = {
        ";": _("semicolon ;"),
        "\t": _("tab"),
        "|": _("bar |"),
        ",": _("comma ,"),
    }
    return names.get(sign, sign)


def _quotes(now: str | None) -> list[tuple[str, str]]:
    signs = dict.fromkeys(('"', "'", now or '"'))
    return [*((sign, sign) for sign in signs), (NO_QUOTE, _("none, quotation marks are text"))]
