"""Reading what a person typed to set up a custom field: key, texts, flags, what its kind has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from anyascii import anyascii

from admin_app.i18n import LANGUAGES
from admin_app.services.shared import masks
from admin_app.services.shared.reading import Reading
from admin_app.services.shared.values import parse_flag, parse_text
from models.custom_field import KEY_LENGTH
from models.enums import FieldKind
from models.normalize import clean, fold

LABEL_LENGTH = 100
HELP_LENGTH = 500
UNIT_LENGTH = 20
CURRENCY_LENGTH = 8
MOST_DECIMALS = 6
FLAGS = ("visible", "editable", "required", "indexed")
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NOT_KEY = re.compile(r"[^a-z0-9]+")


def read_key(reading: Reading, typed: str | None, labels: Mapping[str, Any]) -> str:
    """The key as typed, or made from a label where none is given; "" for a wrong one (S7)."""
    key = clean(typed) or proposed_key(labels)
    if not key:
        reading.problem("key", "required")
    elif not _KEY.fullmatch(key):
        reading.problem("key", "key_wrong", value=key)
    elif len(key) > KEY_LENGTH:
        reading.problem("key", "too_long", limit=KEY_LENGTH)
    else:
        return key
    return ""


def proposed_key(labels: Mapping[str, Any]) -> str:
    """A key that a label suggests, in Latin letters."""
    text = labels.get("en") or next((text for text in labels.values() if text), "")
    return _NOT_KEY.sub("_", anyascii(fold(str(text))).lower()).strip("_")[:KEY_LENGTH]


def read_definition(reading: Reading, kind: FieldKind, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a field but its key, kind and choice list; problems go to `reading`."""
    labels = _texts(reading, "labels", typed.get("labels") or {}, LABEL_LENGTH)
    if not labels:
        reading.problem("labels", "label_needed")
    flags = {name: _flag(typed.get(name)) for name in FLAGS}
    if flags["editable"] and not flags["visible"]:
        reading.problem("editable", "editable_hidden")
    elif flags["required"] and not flags["editable"]:
        reading.problem("required", "required_fixed")
    return {
        "labels": labels,
        "helps": _texts(reading, "helps", typed.get("helps") or {}, HELP_LENGTH),
        "options": _options(reading, kind, typed),
        **flags,
    }


def _flag(value: Any) -> bool:
    if isinstance(value, bool) or value is None or value == "":
        return bool(value)
    return parse_flag(str(value))


def _texts(reading: Reading, name: str, typed: Mapping[str, Any], limit: int) -> dict[str, str]:
    part = Reading()
    for language in LANGUAGES:
        part.read(language, lambda text: parse_text(text, limit), typed.get(language))
    for problem in part.problems:
        reading.problem(f"{name}-{problem.field}", problem.code, **problem.params)
    return {language: text for language, text in part.values.items() if text}


def _options(reading: Reading, kind: FieldKind, typed: Mapping[str, Any]) -> dict[str, Any]:
    if kind == FieldKind.NUMBER:
        return _number_options(reading, typed)
    if kind == FieldKind.MASK:
        return _mask_options(reading, typed)
    if kind == FieldKind.PHONE and _flag(typed.get("default")):
        return {"default": True}
    return {}


def _number_options(reading: Reading, typed: Mapping[str, Any]) -> dict[str, Any]:
    part = Reading()
    part.read("unit", lambda text: parse_text(text, UNIT_LENGTH), typed.get("unit"))
    reading.problems += part.problems
    options: dict[str, Any] = {"unit": part.values.get("unit", "")}
    for name in ("minimum", "maximum"):
        options[name] = _limit(reading, name, typed.get(name))
    options["decimals"] = _decimals(reading, typed.get("decimals"))
    least, most = options["minimum"], options["maximum"]
    if least is not None and most is not None and least > most:
        reading.problem("maximum", "limits_crossed")
    return {name: value for name, value in options.items() if value not in (None, "")}


def _limit(reading: Reading, name: str, typed: Any) -> int | float | None:
    text = clean(str(typed if typed is not None else "")).replace(" ", "").replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= 10**15:
        reading.problem(name, "number_wrong", value=text[:80])
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _decimals(reading: Reading, typed: Any) -> int:
    text = clean(str(typed if typed is not None else ""))
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:3]) > MOST_DECIMALS:
        reading.problem("decimals", "decimals_wrong", limit=MOST_DECIMALS)
        return 0
    return int(text)


def _mask_options(reading: Reading, typed: Mapping[str, Any]) -> dict[str, Any]:
    mask = clean(typed.get("mask"))
    currency = clean(typed.get("currency"))
    if not mask:
        reading.problem("mask", "required")
    elif len(mask) > masks.MASK_LENGTH:
        reading.problem("mask", "too_long", limit=masks.MASK_LENGTH)
    elif not masks.is_mask(mask):
        reading.problem("mask", "mask_empty")
    if len(currency) > CURRENCY_LENGTH:
        reading.problem("currency", "too_long", limit=CURRENCY_LENGTH)
    return {"mask": mask, "currency": currency} if currency else {"mask": mask}
