"""The forms of relations: linking a contact, a new one, and a kind of relation (S8)."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired

from admin_app.i18n import LANGUAGES
from admin_app.services import relation_kind
from admin_app.services.related_contact import COMMENT_LENGTH
from models import RelationKind
from models.contact import NAME_LENGTH
from views.admin import labels
from views.admin.fields import RecordField

FILL = InputRequired(_l("Fill in this field."))


def directions() -> list[tuple[str, str]]:
    """What a contact can be to another: each kind from both sides, once where they are the same."""
    found = []
    for kind in relation_kind.all_kinds():
        found.append((str(kind.id), labels.relation(kind)))
        if not relation_kind.is_mutual(kind):
            found.append((f"{kind.id}r", labels.relation(kind, reverse=True)))
    return found


def link_form(ajax_url: Callable[[], str], label_of: Callable[[str], str | None]) -> FlaskForm:
    """The form that links a contact found by `ajax_url`."""

    class LinkForm(FlaskForm):
        """Which contact, what it is to this one, and a word about it."""

        other = RecordField(_l("Contact"), ajax_url=ajax_url, label_of=label_of, needs_field="kind")
        kind = SelectField(
            _l("Who it is to this contact"), choices=directions, validate_choice=False
        )
        comment = StringField(_l("Comment"), render_kw={"maxlength": COMMENT_LENGTH})

    return LinkForm()


class NewRelatedForm(FlaskForm):
    """A new contact and what it is to this one."""

    kind = SelectField(_l("Who it is to this contact"), choices=directions, validate_choice=False)
    last_name = StringField(_l("Last name"), render_kw={"maxlength": NAME_LENGTH})
    first_name = StringField(_l("First name"), render_kw={"maxlength": NAME_LENGTH})
    emails = StringField(_l("E-mail"), render_kw={"type": "email", "autocomplete": "off"})
    mobile_phones = StringField(_l("Mobile phone"), render_kw={"type": "tel"})
    position = StringField(_l("Position"))
    same_company = BooleanField(_l("In the same company"), default=True)
    comment = StringField(_l("Comment"), render_kw={"maxlength": COMMENT_LENGTH})


def kind_form(kind: RelationKind | None) -> FlaskForm:
    """The form of a kind: a name for each direction in each language."""

    class KindForm(FlaskForm):
        """Names by language; empty ones of built-in kinds are those of Kontora."""

    for side, attribute in (("labels", "labels"), ("reverse_labels", "reverse_labels")):
        for code, language in LANGUAGES.items():
            hint = labels.relation_in(kind, code, reverse=side == "reverse_labels") if kind else ""
            known = getattr(kind, attribute, None) or {}
            field = StringField(
                language,
                default=known.get(code, ""),
                render_kw={
                    "maxlength": relation_kind.LABEL_LENGTH,
                    "placeholder": hint,
                    "lang": code,
                },
            )
            setattr(KindForm, f"{side}_{code}", field)
    return KindForm()
