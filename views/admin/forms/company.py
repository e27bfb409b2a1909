"""The form of a company (A1)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_app.services.lists.companies import STATUS_LABELS
from models.company import NAME_LENGTH
from views.admin.fields import MultiField


class CompanyForm(FlaskForm):
    """Text as it is typed; the service reads and checks it."""

    version = HiddenField()
    opened = HiddenField()
    name = StringField(
        _l("Name"),
        validators=[InputRequired(_l("Fill in this field."))],
        render_kw={"maxlength": NAME_LENGTH, "autofocus": True},
    )
    legal_name = StringField(_l("Legal name"), description=_l("As it stands in contracts."))
    status = SelectField(
        _l("Status"), choices=lambda: [(k.value, _l(v)) for k, v in STATUS_LABELS.items()]
    )
    site = StringField(_l("Site"), render_kw={"inputmode": "url", "placeholder": "https://"})
    email = StringField(_l("E-mail"), render_kw={"type": "email", "autocomplete": "off"})
    phones = MultiField(_l("Phones"), value_type="tel", add_label=_l("Add a phone"))
    address = StringField(_l("Address"))
    region = StringField(_l("Region"))
    tax_id = StringField(
        _l("Tax number"), description=_l("ИНН, ЄДРПОУ or ІПН, NIP, or an EU VAT number.")
    )
    registration_number = StringField(
        _l("Registration number"), description=_l("ОГРН, KRS, REGON or the like.")
    )
    domains = MultiField(
        _l("E-mail domains"),
        description=_l(
            "New contacts with such an address join this company. *.example.com takes the "
            "domains below along."
        ),
        add_label=_l("Add a domain"),
        placeholder="example.com",
    )
    notes = TextAreaField(_l("Notes"), render_kw={"rows": 4})


GROUPS = (
    (_l("Company"), ("name", "legal_name", "status", "region")),
    (_l("Contact details"), ("email", "site", "phones", "address")),
    (_l("Papers"), ("tax_id", "registration_number", "domains")),
    (_l("Notes"), ("notes",)),
)
"""Headings of the form and the fields under them."""
WIDE = frozenset({"address", "notes"})
