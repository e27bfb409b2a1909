"""A save over somebody's newer change: both versions, field by field, and nothing lost.

A form carries the values that it was opened with. When the record is newer than the form, fields
that only one side changed are put together by themselves; for the others the same form comes again
with both versions and a choice for each, and is saved over the version that it shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from wtforms import BooleanField, Field, SelectField, SelectMultipleField

from admin_app.errors import StaleWrite
from admin_app.permissions import Actor
from admin_app.services.shared.custom_names import name_of
from admin_app.services.shared.custom_writing import PREFIX
from admin_app.services.shared.listing import ListSpec
from admin_app.services.shared.three_way import Merged, merge
from models import AuditEntry
from models.base import db
from views import formatting
from views.admin.fields import MultiField, RecordField
from views.notices import notice

NOT_MERGED = frozenset({"csrf_token", "version", "opened"})
SOURCE = "conflict"
"""What the audit says of a save in which two changes were put together."""
TRIES = 3
RECENT = 50
AUDIT_KEYS = {
    "company": ("company_id",),
    "emails": ("email", "points"),
    "phones": ("phone", "points", "more_phones"),
    "mobile_phones": ("mobile_phone", "points"),
    "channels": ("telegram", "points"),
}
"""Fields of forms that stand under other names in the audit."""


@dataclass(frozen=True)
class Clash:
    """One field that both sides changed; `base` is what it was before, for the next try."""

    name: str
    label: str
    base: str
    original: Any
    mine: Any
    theirs: Any
    who: str
    when: datetime | None
    chosen: str = ""


class Clashing(StaleWrite):
    """Both sides changed a field; carries what the form shows."""

    def __init__(self, clashes: Sequence[Clash], taken: Sequence[str]) -> None:
        super().__init__()
        self.clashes = clashes
        self.taken = taken


def opened_with(values: Mapping[str, Any]) -> str:
    """The hidden field that keeps what a form was opened with; it is compared, never stored."""
    return json.dumps({k: v for k, v in values.items() if k not in NOT_MERGED}, ensure_ascii=False)


class KeepsBoth:
    """For nouns whose rows have a version; the noun's `save` passes through `save_over`."""

    spec: ClassVar[ListSpec]

    def form_values(self, row: Any) -> dict[str, Any]:
        """What the form is filled with from the row."""
        raise NotImplementedError

    def save_over(
        self, row: Any, form: FlaskForm, actor: Actor, update: Callable[[int | None, Actor], Any]
    ) -> Any:
        """Carry out `update`, which reads the form, over the version that the form was made of.

        Raises Clashing, after which the form holds what the next try needs.
        """
        base, version = _opened(form), _number(form["version"].data)
        pending = _pending(form)
        if pending.keys() - _choices().keys():
            raise Clashing(_told(row, form, pending, base), ())
        if pending:
            _choose(form, base)
            actor = actor.from_source(SOURCE)
        for _try in range(TRIES):
            try:
                return update(version, actor)
            except (StaleWrite, StaleDataError):
                db.session.rollback()
            theirs = self.form_values(row)
            merged = merge(base, _data(form), theirs)
            _fill(form, merged.values, row.version, theirs)
            if merged.clashes:
                clashes = {name: base.get(name) for name in merged.clashes}
                raise Clashing(_told(row, form, clashes, theirs), _labels(form, merged))
            _tell(form, merged)
            base, version, actor = theirs, row.version, actor.from_source(SOURCE)
        raise StaleWrite


def _told(
    row: Any, form: FlaskForm, clashes: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Clash]:
    entries = _entries(row)
    return [_clash(form[name], base, theirs[name], _last(entries, name))
            for name, base in clashes.items()]  # fmt: skip


def _clash(field: Field, base: Any, theirs: Any, entry: AuditEntry | None) -> Clash:
    return Clash(
        name=field.name,
        label=str(field.label.text),
        base=json.dumps(base, ensure_ascii=False),
        original=None if base is None else shown(field, base),
        mine=shown(field, field.data),
        theirs=shown(field, theirs),
        who=entry.actor_name if entry else "",
        when=entry.at if entry else None,
        chosen=_choices().get(field.name, ""),
    )


def shown(field: Field, value: Any) -> Any:
    """A value of a field as a person reads it."""
    if isinstance(field, BooleanField):
        return formatting.yes_no(value)
    if isinstance(field, MultiField):
        kinds = dict(field.kinds)
        rows = [f"{kinds.get(v[0], v[0])}: {v[1]}" if field.kinds else v for v in value]
        return Markup("<br />").join(escape(text) for text in rows)
    if isinstance(field, SelectMultipleField):
        return ", ".join(_chosen(field, str(key)) for key in value or [])
    text = str(value or "")
    if isinstance(field, RecordField):
        return text.removeprefix("new:") if text.startswith("new:") else field.label_of(text)
    if isinstance(field, SelectField):
        return _chosen(field, text)
    return text


def _chosen(field: SelectField, value: str) -> str:
    return next((str(choice.label.text) for choice in field if choice.data == value), value)


def _opened(form: FlaskForm) -> dict[str, Any]:
    """What the form was opened with; nothing where that was not sent whole."""
    try:
        base = json.loads(request.form.get("opened") or "{}")
    except ValueError:
        return {}
    return {k: v for k, v in base.items() if k in _data(form)} if isinstance(base, dict) else {}


def _data(form: FlaskForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name not in NOT_MERGED}


def _pending(form: FlaskForm) -> dict[str, Any]:
    """The fields that were shown as clashing, each with what it was before both changes."""
    found = {}
    for name in _data(form):
        if (text := request.form.get(f"clash-{name}")) is not None:
            try:
                found[name] = json.loads(text)
            except ValueError:
                found[name] = None
    return found


def _choices() -> dict[str, str]:
    """Which side was chosen for which field."""
    return {
        key.removeprefix("keep-"): side
        for key, side in request.form.items()
        if key.startswith("keep-") and side in {"mine", "theirs"}
    }


def _choose(form: FlaskForm, theirs: Mapping[str, Any]) -> None:
    """Put the others' values where they were chosen."""
    for name, side in _choices().items():
        if side == "theirs" and name in theirs:
            form[name].data = theirs[name]


def _fill(
    form: FlaskForm, values: Mapping[str, Any], version: int, theirs: Mapping[str, Any]
) -> None:
    for name, value in values.items():
        form[name].data = value
    form["version"].data = str(version)
    form["opened"].data = opened_with({k: v for k, v in theirs.items() if k in form})


def _labels(form: FlaskForm, merged: Merged) -> list[str]:
    return [str(form[name].label.text) for name in merged.theirs]


def _tell(form: FlaskForm, merged: Merged) -> None:
    if merged.theirs:
        fields = ", ".join(_labels(form, merged))
        notice(_("Changed by others meanwhile and kept: %(fields)s.", fields=fields), "info")


def _entries(row: Any) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(
        AuditEntry.noun == row.__tablename__, AuditEntry.row_id == row.id
    )
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(RECENT)).all()


def _last(entries: Sequence[AuditEntry], name: str) -> AuditEntry | None:
    if name.startswith(PREFIX):
        keys: tuple[str, ...] = (name_of(name.removeprefix(PREFIX)),)
    else:
        keys = AUDIT_KEYS.get(name, (name,))
    return next((entry for entry in entries if not entry.changes.keys().isdisjoint(keys)), None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
