"""Custom fields for tests."""

from __future__ import annotations


def make_field(kind: str = "text", key: str = "", *, noun: str = "contact", choices=(), **values):
    """A custom field straight in the table, committed; `choices` are keys or (key, labels)."""
    from models import Choice, ChoiceList, CustomField
    from models.base import db
    from models.enums import FieldKind, FieldNoun

    made = CustomField(noun=FieldNoun(noun), key=key or f"the_{kind}", kind=FieldKind(kind))
    made.labels = {"en": f"The {key or kind}"}
    if choices:
        pairs = [(c, {"en": c.title()}) if isinstance(c, str) else c for c in choices]
        made.choice_list = ChoiceList(
            name=f"List of {made.noun} {made.key}",
            choices=[Choice(key=k, labels=v, position=n) for n, (k, v) in enumerate(pairs)],
        )
    for name, value in values.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.commit()
    return made
