"""Filters of a list as they are typed on the command line."""

from __future__ import annotations

from collections.abc import Sequence

import click

from admin_app.i18n import LANGUAGES
from admin_app.services.shared.catalogue import translated
from admin_app.services.shared.custom_names import is_custom, key_of
from admin_app.services.shared.listing import Filter, FilterKind, ListSpec, Option
from models import Company
from models.base import db
from models.normalize import company_key, fold


def read_filters(spec: ListSpec, given: Sequence[str]) -> dict[str, list[str]]:
    """The filters of `FIELD=VALUE` texts; raises BadParameter for what the list does not know.

    A custom field goes by its key, and by `:filled` and `:empty` too.
    """
    known = {key_of(f.key): f for f in reversed(spec.all_filters())}
    known = dict(reversed(known.items()))
    found: dict[str, list[str]] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or key not in known:
            raise click.BadParameter(
                f"no filter {key!r}; there are {', '.join(known)}", param_hint="--filter"
            )
        found.setdefault(known[key].key, []).extend(_values(known[key], value.strip(), spec))
    return found


def _values(known: Filter, text: str, spec: ListSpec) -> list[str]:
    """The filter's own values for a typed one; the name of an option or a company is fine."""
    values = [text]
    if known.options is not None:
        named = [o.value for o in _options(known, spec) if fold(text) in _names(o.label)]
        values = list(dict.fromkeys(named)) or values
    elif known.kind == FilterKind.AJAX and known.noun == "companies" and not text.isdigit():
        values = _companies(text) or values
    if not text or known.condition(values) is None:
        hint = f"--filter {known.key}"
        raise click.BadParameter(f"{text!r} is not understood{_offer(known)}", param_hint=hint)
    return values


def _options(known: Filter, spec: ListSpec) -> list[Option]:
    """The options of a filter; those of a custom field under their labels in all languages."""
    filters = [known]
    if is_custom(known.key):
        everywhere = (f for language in LANGUAGES for f in spec.all_filters(language))
        filters = [f for f in everywhere if f.key == known.key]
    return [option for f in filters if f.options for option in f.options()]


def _names(label: str) -> set[str]:
    return {fold(translated(label, language)) for language in LANGUAGES}


def _companies(name: str) -> list[str]:
    query = db.select(Company.id).where(Company.name_key == company_key(name))
    return [str(row_id) for row_id in db.session.scalars(query)]


def _offer(known: Filter) -> str:
    options = [option.value for option in known.options()] if known.options else []
    return f"; there are {', '.join(options)}" if options else ""
