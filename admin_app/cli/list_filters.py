"""Filters of a list as they are typed on the command line."""

from __future__ import annotations

from collections.abc import Sequence

import click

from admin_app.i18n import LANGUAGES
from admin_app.services.shared.catalogue import translated
from admin_app.services.shared.listing import Filter, FilterKind, ListSpec
from models import Company
from models.base import db
from models.normalize import company_key, fold


def read_filters(spec: ListSpec, given: Sequence[str]) -> dict[str, list[str]]:
    """The filters of `FIELD=VALUE` texts; raises BadParameter for what the list does not know."""
    known = {f.key: f for f in spec.filters}
    found: dict[str, list[str]] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or key not in known:
            raise click.BadParameter(
                f"no filter {key!r}; there are {', '.join(known)}", param_hint="--filter"
            )
        found.setdefault(key, []).extend(_values(known[key], value.strip()))
    return found


def _values(known: Filter, text: str) -> list[str]:
    """The filter's own values for a typed one; the name of an option or a company is fine."""
    values = [text]
    if known.options is not None:
        named = [o.value for o in known.options() if fold(text) in _names(o.label)]
        values = named or values
    elif known.kind == FilterKind.AJAX and known.noun == "companies" and not text.isdigit():
        values = _companies(text) or values
    if not text or known.condition(values) is None:
        hint = f"--filter {known.key}"
        raise click.BadParameter(f"{text!r} is not understood{_offer(known)}", param_hint=hint)
    return values


def _names(label: str) -> set[str]:
    return {fold(translated(label, language)) for language in LANGUAGES}


def _companies(name: str) -> list[str]:
    query = db.select(Company.id).where(Company.name_key == company_key(name))
    return [str(row_id) for row_id in db.session.scalars(query)]


def _offer(known: Filter) -> str:
    options = [option.value for option in known.options()] if known.options else []
    return f"; there are {', '.join(options)}" if options else ""
