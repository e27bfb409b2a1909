"""The form of a user."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired

from admin_app.i18n import LANGUAGES
from admin_app.services.password import MAX_LENGTH
from admin_app.services.user import FULL_NAME_LENGTH
from views.auth.time_zones import TimeZoneField

REQUIRED = InputRequired(_l("Fill in this field."))


class UserForm(FlaskForm):
    """Name, e-mail, group and what belongs to the person."""

    full_name = StringField(
        _l("Full name"),
        [REQUIRED],
        render_kw={"maxlength": FULL_NAME_LENGTH, "autocomplete": "off"},
    )
    email = StringField(
        _l("E-mail"),
        [REQUIRED],
        description=_l("The person signs in with this address."),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    group_id = SelectField(_l("Group"), coerce=int, choices=[])
    language = SelectField(
        _l("Language"), choices=[("", _l("As the browser says")), *LANGUAGES.items()]
    )
    time_zone = TimeZoneField(_l("Time zone"), choices=[])
    is_active = BooleanField(
        _l("May sign in"), description=_l("Off: all sessions of this person end at once.")
    )


class NewUserForm(UserForm):
    """A new login; without a password the person gets a link by mail."""

    password = PasswordField(
        _l("Password"),
        description=_l("Leave it empty to send a link by which the person chooses one."),
        render_kw={"autocomplete": "new-password", "maxlength": MAX_LENGTH},
    )
