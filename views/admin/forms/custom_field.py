"""The form of a custom field's definition (S7)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor
from admin_app.services import choice_list
from admin_app.services.shared.custom_definitions import (
    CURRENCY_LENGTH,
    FLAGS,
    HELP_LENGTH,
    LABEL_LENGTH,
    UNIT_LENGTH,
)
from admin_app.services.shared.masks import MASK_LENGTH
from models import CustomField
from models.custom_field import KEY_LENGTH
from models.enums import FieldKind

LABELS = tuple(f"labels-{code}" for code in LANGUAGES)
HELPS = tuple(f"helps-{code}" for code in LANGUAGES)
OPTIONS = ("unit", "minimum", "maximum", "decimals", "mask", "currency")
NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}


class FieldForm(FlaskForm):
    """What may change of a field; the service reads and checks it."""

    version = HiddenField()
    unit = StringField(
        _l("Unit"),
        description=_l("Stands behind the number, like kg or pcs."),
        render_kw={"maxlength": UNIT_LENGTH, "autocomplete": "off"},
    )
    decimals = StringField(
        _l("Digits after the point"),
        default="0",
        description=_l("0 means whole numbers."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    minimum = StringField(_l("Least"), render_kw=NUMERIC)
    maximum = StringField(_l("Most"), render_kw=NUMERIC)
    mask = StringField(
        _l("Mask"),
        description=_l(
            "# is a digit, a is a letter, $ is the currency; everything else stands as it is. "
            "A backslash before one of them means the sign itself."
        ),
        render_kw={"maxlength": MASK_LENGTH, "autocomplete": "off", "placeholder": "##-###"},
    )
    currency = StringField(
        _l("Currency for $"), render_kw={"maxlength": CURRENCY_LENGTH, "placeholder": "€"}
    )
    default = BooleanField(
        _l("Default phone"),
        description=_l("Calls and SMS go to this number at once. One field can be it."),
    )
    choice_list_id = SelectField(
        _l("Choice list"),
        validate_choice=False,
        choices=[],
        description=_l("Several fields may share one list."),
    )
    choices = TextAreaField(
        _l("Choices"),
        description=_l("One a line. They can be ordered, translated and retired later."),
        render_kw={"rows": 5},
    )
    visible = BooleanField(
        _l("Visible"), default=True, description=_l("Shown on cards, in forms and in lists.")
    )
    editable = BooleanField(
        _l("Editable"), default=True, description=_l("People may change the value in forms.")
    )
    required = BooleanField(
        _l("Required"), description=_l("A form is not saved without a value. Imports are.")
    )
    indexed = BooleanField(
        _l("Quick filters and sorting"),
        description=_l("Builds an index in the background; worth it in lists of many thousands."),
    )

    def offer_lists(self, actor: Actor, *, new: bool) -> None:
        """Fill the choice lists; a new field may also get one of its own."""
        own = [("", _("A new list of the choices below"))] if new else []
        lists = [(str(one.id), one.name) for one in choice_list.all_lists(actor)]
        self.choice_list_id.choices = own + lists


for _code, _language in LANGUAGES.items():
    _attributes = {"maxlength": LABEL_LENGTH, "autocomplete": "off", "lang": _code}
    setattr(FieldForm, f"labels-{_code}", StringField(_language, render_kw=_attributes))
    setattr(
        FieldForm,
        f"helps-{_code}",
        StringField(_language, render_kw={**_attributes, "maxlength": HELP_LENGTH}),
    )


class NewFieldForm(FieldForm):
    """A new field: also its key and type, which never change."""

    key = StringField(
        _l("Key"),
        description=_l(
            "Its name in imports, exports and reports: a-z A-Z 0-9 _ -. It is never changed. "
            "Left empty, it is made from the label."
        ),
        render_kw={"maxlength": KEY_LENGTH, "autocomplete": "off", "spellcheck": "false"},
    )
    kind = RadioField(
        _l("Field type"),
        validate_choice=False,
        default=FieldKind.TEXT.value,
        choices=[(kind.value, kind.value) for kind in FieldKind],
    )


def typed(form: FieldForm) -> dict[str, Any]:
    """What was typed, as the service takes it."""
    given: dict[str, Any] = {name: form[name].data for name in (*OPTIONS, *FLAGS, "default")}
    given["labels"] = {code: form[f"labels-{code}"].data for code in LANGUAGES}
    given["helps"] = {code: form[f"helps-{code}"].data for code in LANGUAGES}
    given["choice_list_id"] = form.choice_list_id.data
    if "key" in form:
        given |= {name: form[name].data for name in ("key", "kind")}
        given["choices"] = form.choices.data
    return given


def values_of(field: CustomField) -> dict[str, Any]:
    """What the form is filled with from a field."""
    values: dict[str, Any] = {name: field.options.get(name, "") for name in OPTIONS}
    values |= {name: getattr(field, name) for name in (*FLAGS, "version")}
    values |= {f"labels-{code}": text for code, text in field.labels.items()}
    values |= {f"helps-{code}": text for code, text in field.helps.items()}
    values["decimals"] = str(field.options.get("decimals", 0))
    values["default"] = bool(field.options.get("default"))
    values["choice_list_id"] = str(field.choice_list_id or "")
    return values
