"""Settings › Fields › Choice lists: the dictionaries of custom fields (S7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import StringField

from admin_app.errors import Conflict, Invalid
from admin_app.i18n import LANGUAGES
from admin_app.permissions import Permission
from admin_app.services import choice_list
from admin_app.services.shared.custom_fields import label_of
from models import ChoiceList, CustomField
from models.base import db
from views import current, formatting
from views.admin.pages.fields import id_from_args
from views.admin.pages.fields_words import NOUN_LABELS
from views.notices import notice
from views.problems import show_problems, text_of

ROW = re.compile(r"[a-z0-9]{1,12}")
MOST_ROWS = choice_list.MOST_CHOICES * 2


class ListForm(FlaskForm):
    """The name of a list; its choices stand in rows of their own."""

    name = StringField(
        _l("Name"), render_kw={"maxlength": choice_list.NAME_LENGTH, "autocomplete": "off"}
    )


class ChoiceListsView(BaseView):
    """The choice lists: which there are, and the editor of one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="choice_lists", url="/admin/settings/lists", **options)

    def is_accessible(self) -> bool:
        """Whether the section exists at all for this person."""
        return current.may(Permission.FIELDS_EDIT)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    @expose("/")
    def index_view(self) -> str:
        """All lists with the fields that use them."""
        lists = choice_list.all_lists(current.current_actor())
        users = choice_list.users_of([one.id for one in lists])
        return self.render(
            "admin/fields/lists.html",
            title=_("Choice lists"),
            breadcrumbs=_crumbs(),
            lists=[_line(one, users[one.id]) for one in lists],
        )

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """A new list."""
        return self._editor(None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The name and the choices of a list."""
        return self._editor(choice_list.get(id_from_args(), current.current_actor()))

    def _editor(self, one: ChoiceList | None) -> Any:
        form = ListForm(data={"name": one.name if one else ""})
        rows = _posted_rows() if request.method == "POST" else _rows(one)
        if form.validate_on_submit():
            typed = {"name": form.name.data, "choices": rows}
            actor = current.current_actor()
            try:
                saved = (
                    choice_list.create(typed, actor)
                    if one is None
                    else choice_list.update(one, typed, actor)
                )
                db.session.commit()
            except Invalid as error:
                db.session.rollback()
                show_problems(form, error)
            else:
                notice(_("The list %(name)s is saved.", name=saved.name))
                return redirect(url_for("choice_lists.index_view"))
        return self._page(form, one, rows)

    def _page(self, form: ListForm, one: ChoiceList | None, rows: list[dict[str, Any]]) -> Any:
        title = one.name if one else _("New list")
        users = choice_list.users_of([one.id])[one.id] if one else []
        page = self.render(
            "admin/fields/list.html",
            title=title,
            form=form,
            rows=rows or [_empty_row()],
            empty_row=_empty_row(),
            languages=LANGUAGES,
            used_by=_used_by(users),
            delete_url=url_for("choice_lists.delete_view", id=one.id)
            if one and not users
            else None,
            groups=[(_("List"), ("name",))],
            wide_fields=("name",),
            breadcrumbs=[*_crumbs()[:-1], (_("Choice lists"), url_for("choice_lists.index_view")),
                         (title, None)],
            cancel_url=url_for("choice_lists.index_view"),
        )  # fmt: skip
        return (page, 422) if request.method == "POST" else page

    @expose("/delete", methods=("POST",))
    def delete_view(self) -> Any:
        """Delete a list that no field uses."""
        actor = current.current_actor()
        one = choice_list.get(id_from_args(), actor)
        name = one.name
        try:
            choice_list.delete(one, actor)
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_("The list %(name)s is deleted.", name=name))
        return redirect(url_for("choice_lists.index_view"))


def _crumbs() -> list[tuple[str, str | None]]:
    return [
        (_("Settings"), url_for("settings.index")),
        (_("Fields"), url_for("fields.index_view")),
        (_("Choice lists"), None),
    ]


def _line(one: ChoiceList, users: Sequence[CustomField]) -> dict[str, Any]:
    number = sum(choice.retired_at is None for choice in one.choices)
    return {
        "name": one.name,
        "url": url_for("choice_lists.edit_view", id=one.id),
        "count": ngettext(
            "%(count)s choice", "%(count)s choices", number, count=formatting.number(number)
        ),
        "used_by": _used_by(users),
    }


def _used_by(users: Sequence[CustomField]) -> str:
    language = current.language()
    told = [f"{_(NOUN_LABELS[field.noun])}: {label_of(field, language)}" for field in users]
    return ", ".join(told)


def _rows(one: ChoiceList | None) -> list[dict[str, Any]]:
    choices = one.choices if one else []
    return [
        {
            "token": str(choice.id),
            "id": choice.id,
            "key": choice.key,
            "labels": choice.labels,
            "retired": choice.retired_at is not None,
        }
        for choice in choices
    ]


def _empty_row() -> dict[str, Any]:
    return {"token": "new0", "id": None, "key": "", "labels": {}, "retired": False}


def _posted_rows() -> list[dict[str, Any]]:
    """The rows in the order in which they stand on the page."""
    form, rows = request.form, []
    for token in list(dict.fromkeys(form.getlist("row")))[:MOST_ROWS]:
        if ROW.fullmatch(token):
            labels = {code: form.get(f"label-{token}-{code}", "") for code in LANGUAGES}
            rows.append(
                {
                    "token": token,
                    "id": int(token) if token.isdigit() else None,
                    "key": form.get(f"key-{token}", "")[:64],
                    "labels": {code: text.replace("\x00", "") for code, text in labels.items()},
                    "retired": f"retired-{token}" in form,
                }
            )
    return rows
