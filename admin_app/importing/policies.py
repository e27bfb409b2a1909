"""What an import does where a choice has to be made (A10): settings, changeable for one run."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from admin_app.errors import Invalid
from admin_app.services.shared.settings import Definition
from models.enums import ImportNoun

E = TypeVar("E", bound=StrEnum)


class Existing(StrEnum):
    """What to do with a row whose record exists."""

    SKIP = "skip"
    FILL = "fill"
    OVERWRITE = "overwrite"
    CREATE = "create"


class EmptyCell(StrEnum):
    """What an empty cell does to a filled field, when existing records are overwritten."""

    KEEP = "keep"
    CLEAR = "clear"


class UnknownCompany(StrEnum):
    """What to do with a contact whose company is not known."""

    CREATE = "create"
    EMPTY = "empty"
    REFUSE_ROW = "refuse-row"


class Incomplete(StrEnum):
    """What to do with a row that can be reached but lacks an e-mail or a name."""

    TAKE = "take"
    REFUSE_ROW = "refuse-row"
    REFUSE_FILE = "refuse-file"


class Wrong(StrEnum):
    """What to do with a row that cannot be taken."""

    REFUSE_ROW = "refuse-row"
    REFUSE_FILE = "refuse-file"


CONTACT_KEYS = ("identifier", "email", "phone", "telegram")
COMPANY_KEYS = ("identifier", "tax_id", "name", "email")
EQUIPMENT_KEYS = ("identifier", "serial_number", "article")


@dataclass(frozen=True)
class Policies:
    """The choices of one run.

    `match_order` says by what a record is looked for, and in which order; what is not named is
    not looked at. `group_id` is the group of new contacts, None for the default group of clients.
    `region` is the country of phones without a country code, "" for that of the actor's language.
    `keep_identifiers` is set by the check when the panel is empty: identifiers are then taken over.
    """

    existing: Existing = Existing.FILL
    empty_cell: EmptyCell = EmptyCell.KEEP
    unknown_company: UnknownCompany = UnknownCompany.CREATE
    incomplete: Incomplete = Incomplete.TAKE
    wrong: Wrong = Wrong.REFUSE_ROW
    match_order: tuple[str, ...] = CONTACT_KEYS
    group_id: int | None = None
    region: str = ""
    keep_identifiers: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policies:
        """Policies out of stored or typed values; raises Invalid naming the wrong field."""
        known = {field.name for field in dataclasses.fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        for key, kind in _KINDS.items():
            if key in values:
                values[key] = _member(kind, key, values[key])
        if "match_order" in values:
            values["match_order"] = _order(values["match_order"])
        if values.get("group_id") is not None:
            values["group_id"] = _number(values["group_id"])
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {**dataclasses.asdict(self), "match_order": list(self.match_order)}

    def changed(self, changes: Mapping[str, Any]) -> Policies:
        """A copy with some fields changed; raises Invalid."""
        return Policies.from_json({**self.to_json(), **changes})


_KINDS: dict[str, type[StrEnum]] = {
    "existing": Existing,
    "empty_cell": EmptyCell,
    "unknown_company": UnknownCompany,
    "incomplete": Incomplete,
    "wrong": Wrong,
}


def _member(kind: type[E], field: str, value: Any) -> E:
    try:
        return kind(value)
    except ValueError:
        choices = ", ".join(kind)
        raise Invalid.one(field, "choice_wrong", value=str(value)[:80], choices=choices) from None


def _order(value: Any) -> tuple[str, ...]:
    keys = dict.fromkeys((*CONTACT_KEYS, *COMPANY_KEYS, *EQUIPMENT_KEYS))
    chosen = tuple(dict.fromkeys(str(key) for key in value))
    for key in chosen:
        if key not in keys:
            choices = ", ".join(keys)
            raise Invalid.one("match_order", "choice_wrong", value=key[:80], choices=choices)
    return chosen


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Invalid.one("group_id", "group_unknown", value=str(value)[:80]) from None


CONTACTS = Definition("import.contacts", Policies(), Policies.from_json)
COMPANIES = Definition("import.companies", Policies(match_order=COMPANY_KEYS), Policies.from_json)
EQUIPMENT = Definition("import.equipment", Policies(match_order=EQUIPMENT_KEYS), Policies.from_json)
DEFINITIONS: dict[ImportNoun, Definition[Policies]] = {
    ImportNoun.COMPANIES: COMPANIES,
    ImportNoun.CONTACTS: CONTACTS,
    ImportNoun.BOTH: CONTACTS,
    ImportNoun.EQUIPMENT: EQUIPMENT,
}
"""The setting that gives the defaults of a run."""
