"""One typed text to one value of a custom field and back: the same for forms and for imports.

Stored values: text for text, long_text, mask, phone, email and url; a JSON number for number;
`YYYY-MM-DD` for date; `YYYY-MM-DDTHH:MMZ` for moment, in UTC; true or false for flag; the key of
a choice, and a list of keys for choices. A field without a value is left out of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import object_session

from admin_app.services.shared import masks
from admin_app.services.shared.values import (
    ValueProblem,
    parse_email,
    parse_flag,
    parse_lines,
    parse_phone,
    parse_text,
    split_many,
)
from admin_app.services.shared.values_company import parse_site
from models.custom_field import Choice, CustomField
from models.enums import FieldKind
from models.normalize import clean, clean_line, fold

TEXT_LENGTH = 500
LONG_TEXT_LENGTH = 20_000
MOST_DIGITS = 15
"""What a number of JSON keeps exactly."""
OLDEST_YEAR, LATEST_YEAR = 1000, 9999
KEPT_WORDS = "choice_words"
"""Where a session keeps the words of choice lists until something changes."""

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?Z?$")
_MOMENT = re.compile(
    r"(\S+?)(?:[ T]+(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_COMMA_GROUPS = frozenset({"GB", "US"})


def read_value(field: CustomField, text: Any, region: str, zone: tzinfo | None = None) -> Any:
    """The stored value of a typed text; "" or None for an empty one.

    `region` is the country of phones without a country code, `zone` where a moment without an
    offset is (UTC unless given). Choices take a text with `;` between or a list of texts. Raises
    ValueProblem.
    """
    if field.kind == FieldKind.CHOICES:
        texts = split_many(text) if isinstance(text, str | None) else list(text)
        return _read_choices(field, texts)
    typed = str(text if text is not None else "")
    if field.kind == FieldKind.FLAG:
        return parse_flag(typed) if typed.strip() else None
    if field.kind == FieldKind.PHONE:
        return parse_phone(typed, region)
    if field.kind == FieldKind.NUMBER:
        return _read_number(field, typed, region)
    if field.kind == FieldKind.MOMENT:
        return _read_moment(typed, zone or UTC)
    return _READERS[field.kind](field, typed)


def text_of(field: CustomField, stored: Any, language: str, zone: tzinfo | None = None) -> str:
    """A stored value as a person would type it: reading it again gives the same value.

    A moment is told with its `Z` unless a `zone` is given. Numbers have a point and no groups.
    """
    if stored is None or stored in ("", []):
        return ""
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        keys = stored if isinstance(stored, list) else [stored]
        return "; ".join(_choice_text(field, str(key), language) for key in keys)
    if field.kind == FieldKind.MOMENT:
        return _moment_text(str(stored), zone)
    if field.kind == FieldKind.FLAG:
        return "1" if stored else "0"
    return plain_number(stored) if field.kind == FieldKind.NUMBER else str(stored)


def choices_of(field: CustomField, *, retired: bool = False) -> list[Choice]:
    """The choices of a field in their order; with `retired` also those offered no more."""
    choices = field.choice_list.choices if field.choice_list else []
    return [choice for choice in choices if retired or choice.retired_at is None]


def choice_label(choice: Choice, language: str) -> str:
    """The label of a choice in a language, else in English, else in any, else its key."""
    order = (choice.labels.get(language), choice.labels.get("en"), *choice.labels.values())
    return next((str(text) for text in order if text), choice.key)


def plain_number(stored: Any) -> str:
    """A stored number without exponent and needless zeros."""
    try:
        text = format(Decimal(str(stored)), "f")
    except InvalidOperation:
        return str(stored)
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_of(stored: str) -> datetime | None:
    """The moment that a stored text tells; None for one that tells none."""
    try:
        return datetime.strptime(stored, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _read_number(field: CustomField, typed: str, region: str) -> int | float | str:
    body = "".join(typed.split()).replace("−", "-")
    unit = "".join(str(field.options.get("unit") or "").split())
    if unit and body.casefold().endswith(unit.casefold()):
        body = body[: -len(unit)]
    if not body:
        return ""
    plain = _decimal_point(body.replace("'", "").replace("’", ""), region)
    if not _NUMBER.fullmatch(plain):
        raise ValueProblem("number_wrong", value=_short(typed))
    return _within_limits(field, Decimal(plain).normalize(), typed)


def _decimal_point(body: str, region: str) -> str:
    """One point for the decimals, no signs between the thousands."""
    last = max(body.rfind(","), body.rfind("."))
    if last < 0:
        return body
    sign = body[last]
    other = "," if sign == "." else "."
    if body.count(sign) > 1:  # 1.234.567
        return body.replace(sign, "") if other not in body else body
    if region in _COMMA_GROUPS and sign == "," and _GROUPED.fullmatch(body):
        return body.replace(",", "")
    return body.replace(other, "").replace(",", ".")


def _within_limits(field: CustomField, value: Decimal, typed: str) -> int | float:
    places = max(0, -int(value.as_tuple().exponent))
    allowed = int(field.options.get("decimals") or 0)
    if places > allowed:
        code = "number_decimals" if allowed else "number_whole"
        raise ValueProblem(code, value=_short(typed), limit=allowed)
    if len(value.as_tuple().digits) > MOST_DIGITS or value.adjusted() >= MOST_DIGITS:
        raise ValueProblem("number_long", limit=MOST_DIGITS)
    least, most = field.options.get("minimum"), field.options.get("maximum")
    if least is not None and value < Decimal(str(least)):
        raise ValueProblem("number_small", value=_short(typed), limit=plain_number(least))
    if most is not None and value > Decimal(str(most)):
        raise ValueProblem("number_large", value=_short(typed), limit=plain_number(most))
    return float(value) if places else int(value)


def _read_date(_field: CustomField, text: str) -> str:
    typed = clean_line(text)
    day = _day(_MIDNIGHT.sub("", typed)) if typed else None
    if typed and day is None:
        raise ValueProblem("day_wrong", value=_short(typed))
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        told = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return told if OLDEST_YEAR <= told.year <= LATEST_YEAR else None


def _read_moment(text: str, zone: tzinfo) -> str:
    typed = clean_line(text)
    if not typed:
        return ""
    found = _MOMENT.fullmatch(typed)
    day = _day(found.group(1)) if found else None
    if found is None or day is None:
        raise ValueProblem("moment_wrong", value=_short(typed))
    _date, hour, minute, offset = found.groups()
    try:
        at = time(int(hour or 0), int(minute or 0), tzinfo=_zone_of(offset) if offset else zone)
        told = datetime.combine(day, at).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueProblem("moment_wrong", value=_short(typed)) from None
    if told.year < OLDEST_YEAR:
        raise ValueProblem("moment_wrong", value=_short(typed))
    return f"{told:%Y-%m-%dT%H:%MZ}"


def _zone_of(offset: str) -> tzinfo | None:
    if offset.upper() in {"Z", "UTC"}:
        return UTC
    return datetime.strptime(offset, "%z").tzinfo


def _moment_text(stored: str, zone: tzinfo | None) -> str:
    told = moment_of(stored)
    if told is None:
        return stored
    return f"{told:%Y-%m-%d %H:%M}Z" if zone is None else f"{told.astimezone(zone):%Y-%m-%d %H:%M}"


def _read_mask(field: CustomField, text: str) -> str:
    mask = str(field.options.get("mask") or "")
    value = masks.fit(mask, clean(text), str(field.options.get("currency") or ""))
    if value is None:
        raise ValueProblem("mask_wrong", value=_short(text), mask=mask)
    return value


def _read_choice(field: CustomField, text: str) -> str:
    word = fold(clean_line(text))
    if not word:
        return ""
    key = words_of(field).get(word)
    if key is None:
        offered = ", ".join(choice_label(choice, "en") for choice in choices_of(field)[:20])
        raise ValueProblem("choice_wrong", value=_short(text), choices=offered)
    return key


def _read_choices(field: CustomField, texts: Iterable[Any]) -> list[str]:
    keys = {_read_choice(field, str(text)) for text in texts}
    return [choice.key for choice in choices_of(field, retired=True) if choice.key in keys]


def words_of(field: CustomField) -> dict[str, str]:
    """Folded words that mean a choice of the field, to its key: keys first, then all labels.

    A word of several choices means the first one in use.
    """
    if field.choice_list is None:
        return {}
    session = object_session(field.choice_list)
    kept = session.info.setdefault(KEPT_WORDS, {}) if session is not None else {}
    if field.choice_list_id not in kept:
        kept[field.choice_list_id] = _words(field.choice_list.choices)
    words: dict[str, str] = kept[field.choice_list_id]
    return words


def _words(choices: list[Choice]) -> dict[str, str]:
    words = {fold(choice.key): choice.key for choice in choices}
    for choice in sorted(choices, key=lambda c: c.retired_at is not None):
        for label in choice.labels.values():
            words.setdefault(fold(str(label)), choice.key)
    return words


def _choice_text(field: CustomField, key: str, language: str) -> str:
    choice = next((c for c in choices_of(field, retired=True) if c.key == key), None)
    if choice is None:
        return key
    label = choice_label(choice, language)
    reads_back = words_of(field).get(fold(label)) == key and ";" not in label
    return label if reads_back else key


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= 80 else f"{line[:79]}…"


_READERS: dict[FieldKind, Callable[[CustomField, str], str]] = {
    FieldKind.TEXT: lambda _field, text: parse_text(text, TEXT_LENGTH),
    FieldKind.LONG_TEXT: lambda _field, text: parse_lines(text, LONG_TEXT_LENGTH),
    FieldKind.DATE: _read_date,
    FieldKind.EMAIL: lambda _field, text: parse_email(text),
    FieldKind.URL: lambda _field, text: parse_site(text),
    FieldKind.MASK: _read_mask,
    FieldKind.CHOICE: _read_choice,
}
