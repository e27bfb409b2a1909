"""The ways to reach a contact: several e-mails, phones and messengers, one default of each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from admin_app.services.shared.reading import Reader, Reading
from admin_app.services.shared.values import (
    ValueProblem,
    parse_email,
    parse_phone,
    parse_telegram,
    parse_text,
)
from models import Contact, ContactPoint
from models.enums import PointKind

WAYS = ("emails", "phones", "mobile_phones", "channels")
COLUMNS = {
    "emails": ("email", PointKind.EMAIL),
    "phones": ("phone", PointKind.PHONE),
    "mobile_phones": ("mobile_phone", PointKind.MOBILE_PHONE),
}
"""Where the default of each way stands on the row, and the kind of its further values."""
CHANNELS = (
    PointKind.TELEGRAM,
    PointKind.VIBER,
    PointKind.WHATSAPP,
    PointKind.SKYPE,
    PointKind.FACEBOOK,
    PointKind.OTHER,
)
POINT_LENGTH = 254


def read_ways(reading: Reading, typed: Mapping[str, Any], region: str) -> None:
    """Read the typed lists of ways; `channels` are pairs of kind and value."""
    readers: dict[str, Reader] = {
        "emails": parse_email,
        "phones": partial(parse_phone, region=region),
        "mobile_phones": partial(parse_phone, region=region),
    }
    for key, reader in readers.items():
        if key in typed:
            reading.read_all(key, reader, typed[key])
    if "channels" in typed:
        reading.values["channels"] = _read_channels(reading, typed["channels"], region)


def read_channel(kind: PointKind, text: str, region: str) -> str:
    """One messenger account: Telegram's by its own rule, numbers of the others as phones."""
    if kind == PointKind.TELEGRAM:
        return parse_telegram(text, region)
    value = parse_text(text, POINT_LENGTH)
    if kind in (PointKind.VIBER, PointKind.WHATSAPP) and value:
        return parse_phone(value, region)
    return value


def _read_channels(reading: Reading, typed: Any, region: str) -> list[tuple[PointKind, str]]:
    found: dict[tuple[PointKind, str], None] = {}
    for kind, text in typed:
        if kind not in CHANNELS:
            reading.problem("channels", "choice_wrong", value=kind, choices=", ".join(CHANNELS))
            continue
        try:
            if value := read_channel(PointKind(kind), text, region):
                found[PointKind(kind), value] = None
        except ValueProblem as problem:
            reading.problem("channels", problem.code, **problem.params)
    return list(found)


def apply_ways(contact: Contact, ways: Mapping[str, Any]) -> None:
    """Put read ways on the contact: the first of each as default, the others as points."""
    points = [(point.kind, point.value) for point in contact.points]
    for key, values in ways.items():
        if key == "channels":
            telegrams = [value for kind, value in values if kind == PointKind.TELEGRAM]
            contact.telegram = telegrams[0] if telegrams else ""
            points = [p for p in points if p[0] not in CHANNELS]
            points += [p for p in values if p != (PointKind.TELEGRAM, contact.telegram)]
            continue
        column, kind = COLUMNS[key]
        setattr(contact, column, values[0] if values else "")
        points = [p for p in points if p[0] != kind]
        points += [(kind, value) for value in values[1:]]
    if points != [(point.kind, point.value) for point in contact.points]:
        contact.points[:] = [
            ContactPoint(kind=kind, value=value, position=place)
            for place, (kind, value) in enumerate(points)
        ]


def ways_of(contact: Contact) -> dict[str, list[Any]]:
    """The ways of a contact as `read_ways` takes them."""
    by_kind: dict[PointKind, list[str]] = {}
    for point in contact.points:
        by_kind.setdefault(point.kind, []).append(point.value)
    ways: dict[str, list[Any]] = {}
    for key, (column, kind) in COLUMNS.items():
        default = getattr(contact, column)
        ways[key] = ([default] if default else []) + by_kind.get(kind, [])
    telegram = [(PointKind.TELEGRAM, contact.telegram)] if contact.telegram else []
    ways["channels"] = telegram + [(p.kind, p.value) for p in contact.points if p.kind in CHANNELS]
    return ways
