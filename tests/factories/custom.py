"""Custom fields for tests, of any kind, straight in the table."""

from __future__ import annotations

import itertools
from typing import Any

_places = itertools.count(1)
CHOICES = {
    "gold": {"en": "Gold", "ru": "Золото", "uk": "Золото", "pl": "Złoto"},
    "silver": {"en": "Silver", "ru": "Серебро", "uk": "Срібло", "pl": "Srebro"},
    "tin": {"en": "Tin", "ru": "Олово", "uk": "Олово", "pl": "Cyna"},
}


def make_field(key: str, kind: str = "text", noun: str = "contact", **columns: Any):
    """A custom field; one of choices offers gold, silver and tin."""
    from models import Choice, ChoiceList, CustomField
    from models.base import db
    from models.enums import FieldKind, FieldNoun

    place = next(_places)
    given = {"labels": {"en": key.capitalize(), "ru": f"Поле {key}"}, "position": place, **columns}
    if kind in ("choice", "choices"):
        choices = [
            Choice(key=k, labels=labels, position=number)
            for number, (k, labels) in enumerate(CHOICES.items())
        ]
        given["choice_list"] = ChoiceList(name=f"Metals {place}", choices=choices)
    field = CustomField(key=key, kind=FieldKind(kind), noun=FieldNoun(noun), **given)
    db.session.add(field)
    db.session.commit()
    return field


def give(row: Any, **custom: Any) -> Any:
    """Put stored values onto a row."""
    from models.base import db

    row.custom = {**row.custom, **custom}
    db.session.commit()
    return row
