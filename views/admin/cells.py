"""Values of a row as cells of a list and facts of a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from flask import get_template_attribute
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from admin_app.i18n import LANGUAGES
from admin_app.services.lists.companies import STATUS_LABELS as COMPANY_STATUS_LABELS
from admin_app.services.lists.contacts import KIND_LABELS, STATUS_LABELS
from admin_app.services.lists.equipment import STATUS_LABELS as EQUIPMENT_STATUS_LABELS
from admin_app.services.shared.listing import Field
from models.enums import CompanyStatus, ContactKind, ContactStatus, EquipmentStatus
from models.normalize import is_e164
from views import formatting

COLOURS = {
    "active": "green",
    "blocked": "orange",
    "dismissed": "grey",
    "archived": "grey",
    "in_use": "green",
    "in_stock": "blue",
    "in_repair": "orange",
    "retired": "grey",
}
Status = ContactStatus | CompanyStatus | EquipmentStatus
LABELS: dict[type[Any], dict[Any, str]] = {
    ContactStatus: dict(STATUS_LABELS),
    CompanyStatus: dict(COMPANY_STATUS_LABELS),
    EquipmentStatus: dict(EQUIPMENT_STATUS_LABELS),
}
KIND_ICONS = {
    ContactKind.PERSON: "user",
    ContactKind.ORGANISATION: "building",
    ContactKind.OTHER: "help",
}
SITE_START = 8


def status_of(value: Status) -> dict[str, str]:
    """A status as the badge macro takes it: code, label, colour."""
    label = LABELS[type(value)][value]
    return {"code": value.value, "label": _(label), "colour": COLOURS[value.value]}


def badge(value: Status) -> Markup:
    """A status as a badge."""
    return _badge(value, str(get_locale()))


@lru_cache(maxsize=64)
def _badge(value: Status, _locale: str) -> Markup:
    return _macro("status.html", "status_badge")(status_of(value))


def status_menu(value: Status, menu: str) -> Markup:
    """A status that can be changed in the row; the choices are the row's page `menu`."""
    return _status_menu(value, menu, str(get_locale()))


@lru_cache(maxsize=64)
def _status_menu(value: Status, menu: str, _locale: str) -> Markup:
    return _macro("status.html", "status_menu")(status_of(value), menu)


def toggle(page: str | None, *, on: bool) -> Markup:
    """A flag that can be changed in the row by posting `on` to the row's own `page`.

    The answer is this again; the list's script names it.
    """
    state = (" checked" if on else "") + (f' data-switch="{page}"' if page else " disabled")
    return _html(
        '<label class="form-check form-switch k-switch">'
        f'<input class="form-check-input" type="checkbox" role="switch"{state} /></label>'
    )


def email(value: str) -> Markup:
    """An address that opens a mail."""
    return link(f"mailto:{value}", value) if value else Markup("")


def phone(value: str) -> Markup:
    """A phone that can be called, shown in its usual writing."""
    if not is_e164(value):
        return escape(value)
    return link(f"tel:{value.partition(' x')[0]}", _shown_phone(value))


_shown_phone = lru_cache(maxsize=65_536)(formatting.phone)


def phone_to_copy(value: str) -> Markup:
    """A phone on a card: in national writing, called by a click, copied with its country code."""
    if not is_e164(value):
        return escape(value)
    number = value.partition(" x")[0]
    shown = formatting.national_phone(value)
    return Markup(
        '<a href="tel:{number}" title="{whole}">{shown}</a>'
        '<button type="button" class="k-copy" data-copy="{number}" title="{copy}"'
        ' aria-label="{label}">{icon}</button>'
    ).format(
        number=number,
        whole=formatting.phone(value),
        shown=shown,
        copy=_("Copy"),
        label=_("Copy %(value)s", value=shown),
        icon=_macro("icon.html", "icon")("copy"),
    )


def site(value: str) -> Markup:
    """A web address that opens in a new tab without telling where from."""
    if not value.startswith(("http://", "https://")):
        return escape(value)
    shown = value.removeprefix("https://").removeprefix("http://").rstrip("/")
    return _html(
        f'<a href="{escape(value)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape(shown)}</a>"
    )


def yes_no(value: Any) -> Markup:
    """A flag as an icon with a word for those who do not see it."""
    return _yes_no(bool(value), str(get_locale()))


@lru_cache(maxsize=16)
def _yes_no(value: bool, _locale: str) -> Markup:  # noqa: FBT001
    return _macro("status.html", "yes_no")(value)


def link(url: str, text: str) -> Markup:
    """A link inside the panel."""
    return _html(f'<a href="{escape(url)}">{escape(text)}</a>')


def in_trash(name: str) -> Markup:
    """A record's name where the record itself is in the trash."""
    sign = _macro("icon.html", "mark")("trash", _("in the trash"), "grey")
    return _html(f"<del>{escape(name)}</del> {sign}")


def _html(text: str) -> Markup:
    """Markup put together from escaped parts; `Markup.format` would take as long as a query."""
    return Markup(text)  # noqa: S704 - the callers escape


def kind(value: ContactKind) -> str:
    """The type of a contact as a word."""
    return _(KIND_LABELS[value])


def language(value: str) -> str:
    """A language by its own name."""
    return LANGUAGES.get(value, value)


def plain(value: Any) -> Any:
    """Text as it is; the template escapes it."""
    return value


BY_KIND: dict[str, Callable[[Any], Any]] = {
    "email": email,
    "phone": phone,
    "site": site,
    "status": badge,
    "flag": yes_no,
    "moment": formatting.moment,
    "birthday": formatting.birthday,
    "day": formatting.day,
    "kind": kind,
    "language": language,
    "number": formatting.number,
}
"""How a field of each kind is shown; kinds that are not here are shown as text."""


def cell(field_kind: str, value: Any) -> Any:
    """A value by the kind of its field."""
    return BY_KIND.get(field_kind, plain)(value)


def of(field: Field, row: Any) -> Any:
    """What a column shows of a row."""
    value = getattr(row, field.key) if field.value is None else field.value(row)
    return "" if value is None else cell(field.kind, value)


def initials(name: str) -> str:
    """One or two letters for an avatar."""
    words = [word for word in name.replace("«", " ").replace('"', " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


def _macro(template: str, name: str) -> Callable[..., Markup]:
    found: Callable[..., Markup] = get_template_attribute(f"components/{template}", name)
    return found


def joined(parts: Sequence[Markup]) -> Markup:
    """Several values, one under the other."""
    return Markup("<br />").join(part for part in parts if part)


def lines(text: str) -> Markup:
    """Text with its own line ends."""
    return Markup("<br />").join(text.split("\n")) if text else Markup("")
