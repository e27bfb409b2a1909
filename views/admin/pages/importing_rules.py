"""The form of an import's rules (A10): for one run, and as defaults in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from phonenumbers import SUPPORTED_REGIONS
from wtforms import Field, RadioField, SelectField

from admin_app.i18n import N_
from admin_app.importing.base import Column
from admin_app.importing.policies import (
    COMPANY_KEYS,
    CONTACT_KEYS,
    EQUIPMENT_KEYS,
    Policies,
)
from admin_app.importing.specs import SPECS
from admin_app.services.lists.contacts import client_groups
from models.enums import ImportNoun
from views.admin import labels

EXISTING_CONTACT = (
    ("fill", N_("Fill what is empty"), N_("What the contact has stays; empty fields are filled.")),
    ("overwrite", N_("Overwrite"), N_("Cells of the file replace what the contact has.")),
    ("skip", N_("Skip the row"), N_("The contact stays exactly as it is.")),
    ("create", N_("Add it anyway"), N_("Every row becomes a new contact, even a second time.")),
)
EXISTING_COMPANY = (
    ("fill", N_("Fill what is empty"), N_("What the company has stays; empty fields are filled.")),
    ("overwrite", N_("Overwrite"), N_("Cells of the file replace what the company has.")),
    ("skip", N_("Skip the row"), N_("The company stays exactly as it is.")),
    ("create", N_("Add it anyway"), N_("Every row becomes a new company, even a second time.")),
)
EXISTING_EQUIPMENT = (
    ("fill", N_("Fill what is empty"), N_("What the piece has stays; empty fields are filled.")),
    ("overwrite", N_("Overwrite"), N_("Cells of the file replace what the piece has.")),
    ("skip", N_("Skip the row"), N_("The piece stays exactly as it is.")),
    ("create", N_("Add it anyway"), N_("Every row becomes a new piece, even a second time.")),
)
EMPTY_CELL = (
    ("keep", N_("Keep the value"), N_("An empty cell says nothing; the old value stays.")),
    ("clear", N_("Clear the field"), N_("When overwriting, an empty cell empties the field.")),
)
UNKNOWN_COMPANY = (
    ("create", N_("Add the company"), N_("A company with this name is added for the contact.")),
    ("empty", N_("Leave it empty"), N_("The contact is taken without a company.")),
    ("refuse-row", N_("Refuse the row"), N_("The row goes into the file of refused rows.")),
)
UNKNOWN_OWNER = (
    ("create", N_("Add the company"), N_("A company with this name is added.")),
    ("empty", N_("Leave it empty"), N_("The equipment is taken without a company.")),
    ("refuse-row", N_("Refuse the row"), N_("The row goes into the file of refused rows.")),
)
INCOMPLETE = (
    ("take", N_("Take it"), N_("A phone or a messenger is enough to be taken.")),
    ("refuse-row", N_("Refuse the row"), N_("Such rows go into the file of refused rows.")),
    ("refuse-file", N_("Refuse the file"), N_("One such row, and nothing is imported.")),
)
WRONG = (
    ("refuse-row", N_("Refuse the row"), N_("The good rows are imported, the others are listed.")),
    ("refuse-file", N_("Refuse the file"), N_("One wrong row, and nothing is imported.")),
)
Choices = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Key:
    """One thing by which a record may be found."""

    key: str
    label: str
    chosen: bool


class OrderField(Field):
    """Keys ticked and put into an order; `data` holds the ticked ones, the first tried first."""

    def __init__(self, label: str, *, columns: Sequence[Column], **options: Any) -> None:
        super().__init__(label, **options)
        self.columns = {column.key: column for column in columns}
        self.data: list[str] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the posted keys, or the given ones when nothing was posted."""
        chosen = formdata.getlist(self.name) if formdata else (data or ())
        self.data = [key for key in dict.fromkeys(chosen) if key in self.columns]

    @property
    def keys(self) -> list[Key]:
        """The ticked keys in their order, then the others."""
        others = [key for key in self.columns if key not in self.data]
        return [
            Key(key, _(self.columns[key].label), key in self.data) for key in (*self.data, *others)
        ]


def _choices(choices: Choices) -> list[tuple[str, str]]:
    return [(value, label) for value, label, _text in choices]


def _radio(label: str, choices: Choices) -> RadioField:
    return RadioField(label, choices=_choices(choices), render_kw={"k_choices": choices})


class CompanyRules(FlaskForm):
    """What happens where a choice has to be made, for a file of companies."""

    existing = _radio(_l("A row whose company is already there"), EXISTING_COMPANY)
    empty_cell = _radio(_l("An empty cell"), EMPTY_CELL)
    wrong = _radio(_l("A row that cannot be taken"), WRONG)
    match_order = OrderField(
        _l("A company is looked for by"),
        columns=[SPECS[ImportNoun.COMPANIES].by_key[key] for key in COMPANY_KEYS],
        description=_l("The first that finds a company decides. Unticked ones are not looked at."),
    )
    region = SelectField(_l("Phones without a country code"), validate_choice=False)


class EquipmentRules(FlaskForm):
    """What happens where a choice has to be made, for a file of equipment."""

    existing = _radio(_l("A row whose equipment is already there"), EXISTING_EQUIPMENT)
    empty_cell = _radio(_l("An empty cell"), EMPTY_CELL)
    unknown_company = _radio(_l("A company that is not known yet"), UNKNOWN_OWNER)
    wrong = _radio(_l("A row that cannot be taken"), WRONG)
    match_order = OrderField(
        _l("Equipment is looked for by"),
        columns=[SPECS[ImportNoun.EQUIPMENT].by_key[key] for key in EQUIPMENT_KEYS],
        description=_l(
            "Within its company; by the article together with the name. The first that finds a "
            "piece decides."
        ),
    )


class ContactRules(FlaskForm):
    """What happens where a choice has to be made, for a file of contacts."""

    existing = _radio(_l("A row whose contact is already there"), EXISTING_CONTACT)
    empty_cell = _radio(_l("An empty cell"), EMPTY_CELL)
    unknown_company = _radio(_l("A company that is not known yet"), UNKNOWN_COMPANY)
    incomplete = _radio(_l("A row without an e-mail or a name"), INCOMPLETE)
    wrong = _radio(_l("A row that cannot be taken"), WRONG)
    match_order = OrderField(
        _l("A contact is looked for by"),
        columns=[SPECS[ImportNoun.CONTACTS].by_key[key] for key in CONTACT_KEYS],
        description=_l("The first that finds a contact decides. Unticked ones are not looked at."),
    )
    group_id = SelectField(_l("Group for new contacts"))
    region = SelectField(_l("Phones without a country code"), validate_choice=False)


FORMS: Mapping[ImportNoun, type[FlaskForm]] = {
    ImportNoun.COMPANIES: CompanyRules,
    ImportNoun.CONTACTS: ContactRules,
    ImportNoun.BOTH: ContactRules,
    ImportNoun.EQUIPMENT: EquipmentRules,
}
EXISTING = {
    ImportNoun.COMPANIES: EXISTING_COMPANY,
    ImportNoun.CONTACTS: EXISTING_CONTACT,
    ImportNoun.BOTH: EXISTING_CONTACT,
    ImportNoun.EQUIPMENT: EXISTING_EQUIPMENT,
}


def rules_form(noun: ImportNoun, policies: Policies) -> FlaskForm:
    """The form for files of this noun, filled with the policies where nothing was posted."""
    values = policies.to_json()
    values["group_id"] = str(policies.group_id or "")
    form = FORMS[noun](data=values)
    if "region" in form:
        form["region"].choices = region_choices()
    if "group_id" in form:
        form["group_id"].choices = group_choices()
    return form


def typed_rules(form: FlaskForm) -> dict[str, Any]:
    """What the form holds, as the policies take it."""
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if "group_id" in typed:
        typed["group_id"] = typed["group_id"] or None
    if typed.get("region") not in SUPPORTED_REGIONS:
        typed["region"] = ""
    return typed


def group_choices() -> list[tuple[str, str]]:
    """The groups of clients and partners (H9)."""
    groups = [(str(group.id), labels.group_name(group)) for group in client_groups()]
    return [("", _("The default group of clients")), *groups]


def region_choices() -> list[tuple[str, str]]:
    """Every country with phones, by name; the language of the person decides otherwise."""
    names: Mapping[str, str] = (get_locale() or Locale("en")).territories
    regions = sorted((names.get(code, code), code) for code in SUPPORTED_REGIONS if code in names)
    return [("", _("As usual for my language")), *((code, name) for name, code in regions)]


def sentence(choices: Choices, value: str) -> str:
    """The label of a choice as a short text, for the summary of folded rules."""
    return next((_(label) for code, label, _text in choices if code == value), "")


def summary(noun: ImportNoun, policies: Policies) -> list[tuple[str, str]]:
    """The rules in short: subject and what happens."""
    lines = [(_("Already there"), sentence(EXISTING[noun], policies.existing))]
    if noun != ImportNoun.COMPANIES:
        lines.append((_("Unknown company"), sentence(UNKNOWN_COMPANY, policies.unknown_company)))
    if noun in (ImportNoun.CONTACTS, ImportNoun.BOTH):
        lines.append((_("Incomplete row"), sentence(INCOMPLETE, policies.incomplete)))
    return [*lines, (_("Wrong row"), sentence(WRONG, policies.wrong))]
