"""Setting one custom field of many rows at once."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from admin_app.i18n import N_
from admin_app.services.processes.bulk.custom import fields_to_set
from admin_app.services.shared.custom_fields import label_of
from models.enums import FieldNoun
from views import current
from views.admin.bulk import BulkDialog


def custom_dialog(noun: FieldNoun, title: Callable[[int, str], str]) -> BulkDialog:
    """The dialog that sets a custom field; offered where there is one to set."""

    def choices() -> list[tuple[str, str]]:
        language = current.language()
        fields = fields_to_set(noun, current.current_actor())
        return [(field.key, label_of(field, language)) for field in fields]

    class CustomForm(FlaskForm):
        """A field and its value."""

        field = SelectField(_l("Field"), choices=choices)
        value = StringField(
            _l("Value"),
            description=_l(
                "Written as in a file: 1 or 0 for yes and no, several choices with ; between."
                " Leave empty to clear the field."
            ),
        )

    return BulkDialog(
        "custom",
        N_("Set a field"),
        "forms",
        title,
        CustomForm,
        folded=True,
        offered=lambda actor: bool(fields_to_set(noun, actor)),
    )
