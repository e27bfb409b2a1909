"""Custom fields and choice lists in words: types with what they are for, and what a field has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.i18n import N_
from admin_app.services.custom_index import IndexState, index_state
from admin_app.services.shared.custom_fields import help_of, label_of
from models import CustomField
from models.enums import FieldKind, FieldNoun
from views import current, formatting
from views.admin.forms.custom import sample


@dataclass(frozen=True)
class KindWords:
    """A type: its icon, name, and what it is for."""

    icon: str
    label: str
    text: str


KINDS: Mapping[FieldKind, KindWords] = {
    FieldKind.TEXT: KindWords("italic", N_("Text"), N_("One line of any signs.")),
    FieldKind.LONG_TEXT: KindWords("notes", N_("Long text"), N_("Several lines.")),
    FieldKind.NUMBER: KindWords(
        "hash", N_("Numeric value"), N_("With a unit and limits; lists sort it by size.")
    ),
    FieldKind.DATE: KindWords("calendar", N_("Date"), N_("A day, chosen from a calendar.")),
    FieldKind.MOMENT: KindWords(
        "clock", N_("Date and time"), N_("Each person sees it in his own time zone.")
    ),
    FieldKind.FLAG: KindWords("check", N_("Yes or no"), N_("It can also be left open.")),
    FieldKind.CHOICE: KindWords(
        "selector", N_("Dictionary, one choice"), N_("One entry of a choice list.")
    ),
    FieldKind.CHOICES: KindWords(
        "list-check", N_("Dictionary, several choices"), N_("Any number of entries of a list.")
    ),
    FieldKind.PHONE: KindWords(
        "phone", N_("Phone number"), N_("Can be called, and finds similar contacts.")
    ),
    FieldKind.EMAIL: KindWords(
        "mail", N_("E-mail"), N_("Can be written to, and finds similar contacts.")
    ),
    FieldKind.URL: KindWords("link", N_("Web address"), N_("A link that opens in a new tab.")),
    FieldKind.MASK: KindWords(
        "forms", N_("Mask"), N_("A pattern that guides the typing, like ##-### for a postcode.")
    ),
}
NOUN_LABELS: Mapping[FieldNoun, str] = {
    FieldNoun.CONTACT: N_("Contacts"),
    FieldNoun.COMPANY: N_("Companies"),
    FieldNoun.EQUIPMENT: N_("Equipment"),
}
ROWS: Mapping[FieldNoun, Callable[[int], str]] = {
    FieldNoun.CONTACT: lambda n: ngettext(
        "%(count)s contact has a value in it.",
        "%(count)s contacts have a value in it.",
        n,
        count=formatting.number(n),
    ),
    FieldNoun.COMPANY: lambda n: ngettext(
        "%(count)s company has a value in it.",
        "%(count)s companies have a value in it.",
        n,
        count=formatting.number(n),
    ),
    FieldNoun.EQUIPMENT: lambda n: ngettext(
        "%(count)s piece of equipment has a value in it.",
        "%(count)s pieces of equipment have a value in it.",
        n,
        count=formatting.number(n),
    ),
}


INDEX_LABELS = {
    IndexState.READY: N_("Quick filters"),
    IndexState.BUILDING: N_("Quick filters are being prepared"),
    IndexState.GOING: N_("Quick filters"),
    IndexState.NONE: N_("Quick filters"),
    IndexState.IMPOSSIBLE: N_("No quick filters for this type here"),
}


@dataclass(frozen=True)
class FieldLine:
    """A field as it stands in the list."""

    id: int
    key: str
    label: str
    help: str
    icon: str
    kind: str
    details: str
    marks: list[str]


def line(field: CustomField) -> FieldLine:
    """A field in words of the request's language."""
    language = current.language()
    words = KINDS[field.kind]
    return FieldLine(
        id=field.id,
        key=field.key,
        label=label_of(field, language),
        help=help_of(field, language),
        icon=words.icon,
        kind=_(words.label),
        details=_details(field),
        marks=_marks(field),
    )


def kind_choices() -> list[tuple[str, KindWords]]:
    """All types with their words translated, in the order of the form."""
    return [
        (kind.value, KindWords(words.icon, _(words.label), _(words.text)))
        for kind, words in KINDS.items()
    ]


def lost(field: CustomField, rows: int) -> list[str]:
    """What goes out of sight when the field is retired."""
    where = _("Forms, cards, lists, filters, saved views, imports and exports leave it out.")
    if not rows:
        return [_("No row has a value in it."), where]
    kept = _("The values are kept and come back with the field.")
    return [f"{ROWS[field.noun](rows)} {kept}", where]


def _details(field: CustomField) -> str:
    options = field.options
    if field.kind == FieldKind.NUMBER:
        least, most = options.get("minimum"), options.get("maximum")
        limits = []
        if least is not None:
            limits.append(f"≥ {formatting.number(least)}")
        if most is not None:
            limits.append(f"≤ {formatting.number(most)}")
        return ", ".join(filter(None, [str(options.get("unit") or ""), *limits]))
    if field.kind == FieldKind.MASK:
        return sample(str(options.get("mask") or ""), str(options.get("currency") or ""))
    if options.get("default"):
        return _("Default phone")
    return field.choice_list.name if field.choice_list else ""


def _marks(field: CustomField) -> list[str]:
    marks = []
    if not field.visible:
        marks.append(_("Hidden"))
    elif not field.editable:
        marks.append(_("Read only"))
    if field.required:
        marks.append(_("Required"))
    if field.indexed:
        marks.append(_(INDEX_LABELS[index_state(field)]))
    return marks
