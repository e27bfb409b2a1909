"""Forms of signing in, passwords and the own profile."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from admin_app.i18n import LANGUAGES
from admin_app.services.password import MAX_LENGTH, MIN_LENGTH

REQUIRED = InputRequired(_l("Fill in this field."))


class LoginForm(FlaskForm):
    """E-mail and password; `next` is where to go afterwards."""

    email = EmailField(
        _l("E-mail"), [REQUIRED, Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"), [REQUIRED], render_kw={"autocomplete": "current-password"}
    )
    remember = BooleanField(_l("Keep me signed in on this device"))
    next = HiddenField()


class ForgotForm(FlaskForm):
    """Where to send the link."""

    email = EmailField(
        _l("E-mail"), [REQUIRED, Length(max=254)], render_kw={"autocomplete": "username"}
    )


class ResetForm(FlaskForm):
    """The new password of one who holds a link."""

    password = PasswordField(
        _l("New password"),
        [REQUIRED],
        description=_l("At least %(limit)s characters; a few words are good.", limit=MIN_LENGTH),
        render_kw={"autocomplete": "new-password", "maxlength": MAX_LENGTH},
    )


class ChangePasswordForm(FlaskForm):
    """The current password and a new one."""

    current_password = PasswordField(
        _l("Current password"), [REQUIRED], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        _l("New password"),
        [REQUIRED],
        description=_l("At least %(limit)s characters; a few words are good.", limit=MIN_LENGTH),
        render_kw={"autocomplete": "new-password", "maxlength": MAX_LENGTH},
    )


class ProfileForm(FlaskForm):
    """What a person sets about himself."""

    full_name = StringField(
        _l("Full name"), [REQUIRED, Length(max=200)], render_kw={"autocomplete": "name"}
    )
    language = SelectField(
        _l("Language"), choices=[("", _l("As the browser says")), *LANGUAGES.items()]
    )
    time_zone = SelectField(_l("Time zone"), choices=[])
    theme = SelectField(
        _l("Theme"),
        choices=[("auto", _l("As the system")), ("light", _l("Light")), ("dark", _l("Dark"))],
    )


def time_zone_choices(default: str) -> list[tuple[str, str]]:
    """All time zones by name; the empty choice is that of the installation."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    return [("", default), *((zone, zone.replace("_", " ")) for zone in zones)]
