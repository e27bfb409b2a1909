"""The table of related contacts: its columns and density, which each person sets (S8, S9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission
from admin_app.services import preferences
from admin_app.services.lists import CONTACTS
from admin_app.services.related_contact import Related
from admin_app.services.shared.listing import Field, ListSpec
from models import Contact, User
from models.enums import FieldNoun
from views.admin import cells, labels
from views.admin.listing import page_below

SHOWN = frozenset({"mobile_phone"})
RELATED = ListSpec(
    noun="related",
    model=Contact,
    view=Permission.CONTACTS_VIEW,
    fields=(
        CONTACTS.fields[0],
        Field("relation", N_("Relation"), shown=True),
        *(replace(field, shown=field.key in SHOWN) for field in CONTACTS.fields[1:]),
        Field("comment", N_("Comment"), shown=True),
    ),
    filters=(),
    default_sort=CONTACTS.fields[0].key,
    custom=FieldNoun.CONTACT,
)
"""The columns that can be shown: those of the list of contacts, and what is told of the link."""


def table(found: Sequence[Related], user: User, actor: Actor) -> dict[str, Any]:
    """Columns, density, and the cells of each relation after the name."""
    kept = preferences.list_preferences(user, RELATED, actor)
    fields = preferences.shown_fields(RELATED, kept, actor)[1:]
    return {
        "density": kept.density.value,
        "columns": [_(f.label) if f.translated else f.label for f in fields],
        "cells": [[_cell(field, relation) for field in fields] for relation in found],
        "columns_url": url_for("relations.columns"),
    }


def _cell(field: Field, relation: Related) -> Any:
    other = relation.other
    if field.key == "relation":
        return labels.relation(relation.row.kind, reverse=relation.reverse)
    if field.key == "comment":
        return relation.row.comment
    if field.key == "group":
        return labels.group_name(other.group)
    if field.key == "company":
        return other.company.name if other.company and not other.company.deleted_at else ""
    return cells.of(field, other)


def columns_dialog(user: User, actor: Actor) -> str:
    """The dialog of columns and density (fragment)."""
    kept = preferences.list_preferences(user, RELATED, actor)
    chosen = preferences.shown_fields(RELATED, kept, actor)
    others = [field for field in RELATED.fields_for(actor) if field not in chosen]
    return render_template(
        "admin/_columns.html",
        next_url=page_below(),
        density=kept.density.value,
        fixed=chosen[0].key,
        columns_url=url_for("relations.columns"),
        all_columns=[
            (f.key, _(f.label) if f.translated else f.label, f in chosen) for f in chosen + others
        ],
    )


def save(user: User, actor: Actor) -> None:
    """Keep what the dialog says, or forget it."""
    if request.form.get("reset"):
        preferences.reset(user, RELATED)
        return
    preferences.save_columns(
        user, RELATED, actor,
        columns=request.form.getlist("columns"), density=request.form.get("density", ""),
    )  # fmt: skip
