"""Which fields stand in the header of a card, and in what order (S4): one setting for all."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin_app.errors import NotFound
from admin_app.permissions import Actor, Permission
from admin_app.services.lists import LISTS
from admin_app.services.shared import settings
from admin_app.services.shared.listing import Field, ListSpec

MOST = 20
"""More fields than this are no header."""
IN_TITLE = frozenset({"full_name", "name", "status", "kind", "identifier", "contacts"})
"""Fields that the title of a card shows by itself, or that cost a question of their own."""


@dataclass(frozen=True)
class CardHeader:
    """Keys of fields by noun, in their order."""

    contacts: tuple[str, ...] = ("position", "department", "phone", "mobile_phone", "email")
    companies: tuple[str, ...] = ("phone", "email", "site", "tax_id")
    equipment: tuple[str, ...] = ("company", "serial_number", "article")


def _load(values: Mapping[str, Any]) -> CardHeader:
    known = {field.name for field in dataclasses.fields(CardHeader)}
    return CardHeader(**{noun: tuple(map(str, values[noun])) for noun in known})


HEADER = settings.Definition("card_header", CardHeader(), _load, needs=Permission.FIELDS_EDIT)
NOUNS = tuple(field.name for field in dataclasses.fields(CardHeader))


def offered(spec: ListSpec, actor: Actor) -> list[Field]:
    """The fields to choose from, built-in and custom, that the actor may see."""
    return [field for field in spec.fields_for(actor) if field.key not in IN_TITLE]


def chosen(spec: ListSpec, actor: Actor) -> list[Field]:
    """The fields of the header in their order; none that the actor may not see."""
    keys: Sequence[str] = getattr(settings.get(HEADER), spec.noun, ())
    fields = {field.key: field for field in offered(spec, actor)}
    return [fields[key] for key in keys if key in fields]


def save(noun: str, keys: Sequence[str], actor: Actor) -> None:
    """Keep the fields of a noun's header; unknown ones are left out.

    Fields that the actor may not see stay where they are. Raises NotAllowed, NotFound.
    """
    if noun not in NOUNS:
        raise NotFound(noun)
    known = {field.key for field in offered(LISTS[noun], actor)}
    hidden = [key for key in getattr(settings.get(HEADER), noun) if key not in known]
    wanted = [key for key in dict.fromkeys(keys) if key in known]
    settings.put(HEADER, {noun: [*wanted, *hidden][:MOST]}, actor=actor)
