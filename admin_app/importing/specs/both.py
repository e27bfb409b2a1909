"""Columns of a file that holds contacts together with all about their companies."""

from __future__ import annotations

from dataclasses import replace

from admin_app.i18n import N_
from admin_app.importing.base import Column, Spec
from admin_app.importing.specs import companies, contacts
from models.enums import ImportNoun

PREFIX = "company_"

_OF_COMPANY = {
    "en": ("Company {}", "{} of the company"),
    "ru": ("{} компании", "{} организации", "Компания: {}"),
    "uk": ("{} компанії", "{} організації", "Компанія: {}"),
    "pl": ("{} firmy", "{} organizacji", "Firma: {}"),
}
_UNMISTAKABLE = {
    "legal_name": companies.LEGAL_NAME.headers,
    "tax_id": companies.TAX_ID.headers,
    "registration_number": companies.REGISTRATION_NUMBER.headers,
    "site": companies.SITE.headers,
    "domains": companies.DOMAINS.headers,
}
"""Only a company has these, so their headers need not say whose they are."""


def _of_company(column: Column, label: str) -> Column:
    headers = {
        language: tuple(form.format(_lower(word)) for form in forms for word in words)
        + _UNMISTAKABLE.get(column.key, {}).get(language, ())
        for language, forms in _OF_COMPANY.items()
        if (words := column.headers.get(language))
    }
    return replace(column, key=PREFIX + column.key, label=label, headers=headers, required=False)


def _lower(word: str) -> str:
    return word if word.isupper() else word[0].lower() + word[1:]


COMPANY_COLUMNS = (
    _of_company(companies.IDENTIFIER, N_("Company identifier")),
    _of_company(companies.LEGAL_NAME, N_("Legal name of the company")),
    _of_company(companies.SITE, N_("Company site")),
    _of_company(companies.PHONE, N_("Company phone")),
    _of_company(companies.ADDRESS, N_("Company address")),
    _of_company(companies.TAX_ID, N_("Company tax number")),
    _of_company(companies.REGISTRATION_NUMBER, N_("Company registration number")),
    _of_company(companies.DOMAINS, N_("Company e-mail domains")),
    _of_company(companies.REGION, N_("Company region")),
    _of_company(companies.STATUS, N_("Company status")),
    _of_company(companies.NOTES, N_("Company notes")),
)

SPEC = Spec(ImportNoun.BOTH, (*contacts.SPEC.columns, *COMPANY_COLUMNS), order=contacts.SPEC.order)
