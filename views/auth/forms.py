"""Forms of signing in, passwords and the own profile."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from admin_app.i18n import LANGUAGES
from admin_app.services.password import MAX_LENGTH, MIN_LENGTH
from views.auth.time_zones import TimeZoneField

CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
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


class BothStepsForm(FlaskForm):
    """The password and a code: for what must not be done by one who found an open screen."""

    current_password = PasswordField(
        _l("Current password"), [REQUIRED], render_kw={"autocomplete": "current-password"}
    )
    code = StringField(
        _l("Code"),
        [REQUIRED],
        description=_l("Of your authenticator application, or a recovery code."),
        render_kw={**CODE, "maxlength": 40},
    )


class SetUpForm(BothStepsForm):
    """The password, and the first code of the new key."""

    code = StringField(
        _l("Code that the application shows"),
        [REQUIRED],
        render_kw={**CODE, "inputmode": "numeric", "maxlength": 12},
    )


class CodeForm(FlaskForm):
    """The second step of signing in."""

    code = StringField(
        _l("Code"),
        [REQUIRED],
        description=_l("The six digits that your authenticator application shows now."),
        render_kw={**CODE, "inputmode": "numeric", "maxlength": 12, "autofocus": True},
    )


class RecoveryCodeForm(FlaskForm):
    """The second step of one who has lost his application."""

    code = StringField(
        _l("Recovery code"),
        [REQUIRED],
        description=_l("One of the codes that you kept when you set up two-step sign-in."),
        render_kw={"autocomplete": "off", "maxlength": 40, "autofocus": True},
    )


class ProfileForm(FlaskForm):
    """What a person sets about himself."""

    full_name = StringField(
        _l("Full name"), [REQUIRED, Length(max=200)], render_kw={"autocomplete": "name"}
    )
    language = SelectField(
        _l("Language"), choices=[("", _l("As the browser says")), *LANGUAGES.items()]
    )
    time_zone = TimeZoneField(_l("Time zone"), choices=[])
    theme = SelectField(
        _l("Theme"),
        choices=[("auto", _l("As the system")), ("light", _l("Light")), ("dark", _l("Dark"))],
    )
