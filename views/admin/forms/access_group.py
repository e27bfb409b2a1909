"""The form of an access group's name and type; its rights stand in the matrix."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired

from admin_app.services.access_group import NAME_LENGTH
from views.admin.labels import ACCESS_TYPE_LABELS


class AccessGroupForm(FlaskForm):
    """Name, access type, and whether members need the second step."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in this field."))],
        render_kw={"maxlength": NAME_LENGTH, "autofocus": True},
    )
    access_type = SelectField(
        _l("Access type"),
        choices=lambda: [(k.value, _l(v)) for k, v in ACCESS_TYPE_LABELS.items()],
        default="staff",
        description=_l("Staff work in the panel; clients and partners have pages of their own."),
    )
    second_factor_required = BooleanField(
        _l("Members need two-step sign-in"),
        description=_l("Those who have none set it up before they can do anything else."),
    )
