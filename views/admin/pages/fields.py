"""Settings › Fields: the custom fields of contacts, companies and equipment (S7, A12)."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_app.errors import Conflict, Invalid, NotFound, Problem, StaleWrite
from admin_app.importing.headers import recognise
from admin_app.importing.specs import SPECS
from admin_app.permissions import Permission
from admin_app.services import custom_field
from admin_app.services.shared.custom_fields import fields_of, label_of
from models import CustomField
from models.base import db
from models.enums import FieldKind, FieldNoun, ImportNoun
from views import current
from views.admin.base import LARGEST_ID
from views.admin.forms.custom_field import (
    HELPS,
    LABELS,
    FieldForm,
    NewFieldForm,
    typed,
    values_of,
)
from views.admin.pages import fields_words as words
from views.notices import notice
from views.problems import show_problems, text_of

IMPORTS = {
    FieldNoun.CONTACT: ImportNoun.CONTACTS,
    FieldNoun.COMPANY: ImportNoun.COMPANIES,
    FieldNoun.EQUIPMENT: ImportNoun.EQUIPMENT,
}
KIND_OPTIONS = (
    ((FieldKind.NUMBER,), ("unit", "decimals", "minimum", "maximum")),
    ((FieldKind.MASK,), ("mask", "currency")),
    ((FieldKind.PHONE,), ("default",)),
    ((FieldKind.CHOICE, FieldKind.CHOICES), ("choice_list_id", "choices")),
)
"""What the form asks for besides, by type."""
FLAGS = ("visible", "editable", "required", "indexed")


class FieldsView(BaseView):
    """The fields of each noun: list, form, order, retiring."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="fields", url="/admin/settings/fields", **options)

    def is_accessible(self) -> bool:
        """Whether the section exists at all for this person."""
        return current.may(Permission.FIELDS_EDIT)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    @expose("/")
    def index_view(self) -> str:
        """The fields of one noun in their order, and the retired ones."""
        noun = noun_from_args()
        fields = fields_of(noun, retired=True)
        return self.render(
            "admin/fields/index.html",
            title=_("Fields"),
            breadcrumbs=[(_("Settings"), url_for("settings.index")), (_("Fields"), None)],
            noun=noun.value,
            tabs=[_tab(one, noun) for one in FieldNoun],
            fields=[words.line(field) for field in fields if field.retired_at is None],
            retired=[words.line(field) for field in fields if field.retired_at is not None],
        )

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """A new field."""
        noun, actor = noun_from_args(), current.current_actor()
        form = NewFieldForm()
        form.offer_lists(actor, new=True)
        if form.validate_on_submit():
            try:
                made = custom_field.create(
                    noun, typed(form), actor, is_taken=lambda key: _means_column(noun, key)
                )
                db.session.commit()
            except (Invalid, Conflict) as error:
                _show(form, error)
            else:
                notice(_("The field %(name)s is added.", name=_label(made)))
                return redirect(url_for("fields.index_view", noun=noun.value))
        return self._form_page(form, noun, None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """What may change of a field."""
        field, actor = _field_from_args(), current.current_actor()
        form = FieldForm(data=values_of(field))
        form.offer_lists(actor, new=False)
        if form.validate_on_submit():
            try:
                version = int(form.version.data or 0) if str(form.version.data).isdigit() else 0
                custom_field.update_field(field, typed(form), actor, version=version)
                db.session.commit()
            except (Invalid, Conflict, StaleWrite) as error:
                _show(form, error)
            else:
                notice(_("The field %(name)s is saved.", name=_label(field)))
                return redirect(url_for("fields.index_view", noun=field.noun.value))
        return self._form_page(form, field.noun, field)

    def _form_page(self, form: FieldForm, noun: FieldNoun, field: CustomField | None) -> Any:
        index = url_for("fields.index_view", noun=noun.value)
        title = _label(field) if field else _("New field")
        page = self.render(
            "admin/fields/form.html",
            title=title,
            form=form,
            definition=words.line(field) if field else None,
            noun_label=_(words.NOUN_LABELS[noun]),
            kinds=words.kind_choices(),
            kind=field.kind.value if field else form["kind"].data,
            kind_options=[(" ".join(kinds), names) for kinds, names in KIND_OPTIONS],
            label_names=LABELS,
            help_names=HELPS,
            flag_names=FLAGS,
            groups=[],
            list_url=_list_url(field),
            breadcrumbs=[
                (_("Settings"), url_for("settings.index")),
                (_("Fields"), index),
                (title, None),
            ],
            cancel_url=index,
            submit_label=_("Save") if field else _("Add field"),
        )
        return (page, 422) if request.method == "POST" else page

    @expose("/order", methods=("POST",))
    def order_view(self) -> Response:
        """Keep the order that the fields were dragged into."""
        noun = noun_from_args()
        ids = [int(text) for text in request.form.getlist("ids") if text.isascii() and
               text.isdigit() and len(text) < 10]  # fmt: skip
        custom_field.put_in_order(noun, ids, current.current_actor())
        db.session.commit()
        return Response(status=204)

    @expose("/retire", methods=("GET", "POST"))
    def retire_view(self) -> Any:
        """The question with what would be out of sight, and retiring with Undo."""
        field = _field_from_args()
        if request.method == "GET":
            return render_template(
                "admin/fields/retire.html",
                title=_("Retire %(name)s?", name=_label(field)),
                lines=words.lost(field, custom_field.rows_with_value(field)),
                url=url_for("fields.retire_view", id=field.id),
            )
        custom_field.retire(field, current.current_actor())
        db.session.commit()
        undo = url_for("fields.bring_back_view", id=field.id)
        notice(_("The field %(name)s is retired.", name=_label(field)), undo_url=undo)
        return redirect(url_for("fields.index_view", noun=field.noun.value))

    @expose("/back", methods=("POST",))
    def bring_back_view(self) -> Any:
        """Take a retired field into use again."""
        field = _field_from_args()
        try:
            custom_field.bring_back(field, current.current_actor())
            db.session.commit()
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        else:
            notice(_("The field %(name)s is back.", name=_label(field)))
        return redirect(url_for("fields.index_view", noun=field.noun.value))


def noun_from_args() -> FieldNoun:
    """The noun of the address; contacts where none is named, 404 for an unknown one."""
    text = request.values.get("noun", FieldNoun.CONTACT.value)
    if text not in set(FieldNoun):
        raise NotFound(text)
    return FieldNoun(text)


def id_from_args() -> int:
    """The id of the address; raises NotFound for what is none."""
    text = request.values.get("id", "")
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
        raise NotFound(text)
    return int(text)


def _field_from_args() -> CustomField:
    return custom_field.get(id_from_args(), current.current_actor())


def _label(field: CustomField) -> str:
    return label_of(field, current.language())


def _list_url(field: CustomField | None) -> str | None:
    if field is None or field.choice_list_id is None:
        return None
    return url_for("choice_lists.edit_view", id=field.choice_list_id)


def _tab(noun: FieldNoun, shown: FieldNoun) -> tuple[str, str, int, bool]:
    url = url_for("fields.index_view", noun=noun.value)
    return _(words.NOUN_LABELS[noun]), url, len(fields_of(noun)), noun == shown


def _means_column(noun: FieldNoun, key: str) -> bool:
    """Whether a file with this header would mean a built-in column."""
    imported = IMPORTS[noun]
    return imported in SPECS and recognise(key, imported) is not None


def _show(form: FieldForm, error: Invalid | Conflict | StaleWrite) -> None:
    """Problems at their fields: that of all labels at the one in the person's language."""
    db.session.rollback()
    if isinstance(error, Invalid):
        own = f"labels-{current.language()}"
        error = Invalid(
            *(Problem(own, p.code, p.params) if p.field == "labels" else p for p in error.problems)
        )
    show_problems(form, error)
