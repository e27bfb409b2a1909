"""The form in which a call or an SMS is entered by hand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import to_user_timezone
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField

from admin_app import clock
from models.enums import Direction
from views import formatting

NOW = "%Y-%m-%dT%H:%M"


class CallForm(FlaskForm):
    """A call: direction, number, minutes, when, what about. An SMS has no minutes."""

    direction = SelectField(_l("Direction"))
    number = SelectField(_l("Number"))
    other_number = StringField(_l("Another number"), render_kw={"type": "tel"})
    minutes = StringField(_l("Minutes"), render_kw={"inputmode": "numeric", "maxlength": "4"})
    at = StringField(_l("Date and time"), render_kw={"type": "datetime-local"})
    text = TextAreaField(_l("What it was about"), render_kw={"rows": "4"})

    @classmethod
    def of(cls, kind: str, numbers: list[str]) -> CallForm:
        """The form of a call or an SMS, with the numbers of the card's owner to choose from."""
        now = to_user_timezone(clock.now()).strftime(NOW)
        form = cls(data={"direction": Direction.OUTGOING.value, "at": now})
        words = {
            Direction.OUTGOING: _l("Outgoing"),
            Direction.INCOMING: _l("Incoming"),
            Direction.MISSED: _l("Missed"),
        }
        if kind == "sms":
            del words[Direction.MISSED]
            del form["minutes"]
            form["text"].label.text = _l("Text")
        form["direction"].choices = [(way.value, word) for way, word in words.items()]
        if numbers:
            known = [(number, formatting.phone(number)) for number in numbers]
            form["number"].choices = [*known, ("", _l("Another number"))]
        else:
            del form["number"]
            form["other_number"].label.text = _l("Number")
        return form

    def typed(self) -> dict[str, str]:
        """What was typed, as text by field; another number goes before the chosen one."""
        names = ("direction", "minutes", "at", "text")
        typed = {name: str(self[name].data or "") for name in names if name in self}
        chosen = self["number"].data if "number" in self else ""
        return typed | {"number": str(self["other_number"].data or chosen or "")}

    def field_of(self, name: str) -> str:
        """The field at which a problem with this value is shown."""
        return "other_number" if name == "number" else name
