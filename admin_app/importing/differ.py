"""What a row changes in a record it means, by the policies. Pure; changes the state it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin_app.importing.policies import EmptyCell, Existing, Policies
from admin_app.importing.records import (
    COMPANY_MANY,
    COMPANY_TEXTS,
    CONTACT_FLAGS,
    CONTACT_MANY,
    CONTACT_NAMES,
    CONTACT_TEXTS,
    EQUIPMENT_TEXTS,
    Changes,
    Record,
)
from admin_app.services.company_domain import widest
from admin_app.services.shared.custom_names import key_of, names_in, with_values
from models.normalize import fold


@dataclass(frozen=True, slots=True)
class Rules:
    """How the cells of one row meet the fields of one record.

    `mapped` are the columns of the file, `claimed` those that earlier rows of it gave for this
    record: a second word on them adds further values and changes nothing else, so that importing
    the file again finds all in place.
    """

    existing: Existing
    clears: bool
    mapped: frozenset[str]
    claimed: frozenset[str]

    @classmethod
    def of(cls, policies: Policies, mapped: frozenset[str], claimed: frozenset[str]) -> Rules:
        """The rules for an existing record under these policies."""
        clears = policies.empty_cell == EmptyCell.CLEAR
        # what would be skipped is compared as if it were overwritten
        filling = policies.existing in (Existing.FILL, Existing.CREATE)
        mode = Existing.FILL if filling else Existing.OVERWRITE
        return cls(mode, clears and not filling, mapped, claimed)

    def text(self, key: str, now: str, wanted: str | None) -> str:
        """The value of a text field after the row."""
        if key in self.claimed:
            return now or wanted or ""
        if wanted is None:
            return "" if self.clears and key in self.mapped else now
        return wanted if self.existing == Existing.OVERWRITE or not now else now

    def many(self, key: str, now: list[str], wanted: list[str] | None) -> list[str]:
        """The values of a field that holds several, the default first.

        One value sets the default and leaves the further ones; several set them all.
        """
        if not wanted:
            clears = self.clears and key in self.mapped and key not in self.claimed
            return [] if clears else now
        if key in self.claimed:
            return now + [value for value in wanted if value not in now]
        if not now:
            return wanted
        if self.existing != Existing.OVERWRITE:
            return now
        if len(wanted) > 1:
            return wanted
        return wanted + [v for v in (now if wanted[0] in now else now[1:]) if v != wanted[0]]

    def flag(self, key: str, now: object, wanted: object) -> Any:
        """The value of a field that is never empty."""
        if wanted is None or key in self.claimed or self.existing != Existing.OVERWRITE:
            return now
        return wanted

    def relation(self, key: str, now: int | None, wanted: int | None) -> int | None:
        """The id of what a record belongs to after the row, None for nothing."""
        if key in self.claimed:
            return wanted if now is None else now
        if wanted is None:
            return None if self.clears and key in self.mapped else now
        return wanted if self.existing == Existing.OVERWRITE or now is None else now

    def custom(self, name: str, now: Any, wanted: Any) -> Any:
        """The value of a custom field after the row, None for none: no and 0 are values."""
        if name in self.claimed:
            return wanted if now is None else now
        if wanted is None:
            return None if self.clears and name in self.mapped else now
        return wanted if self.existing == Existing.OVERWRITE or now is None else now


_PLAIN = frozenset((*CONTACT_TEXTS, *CONTACT_MANY, *CONTACT_FLAGS))
NEW = Rules(Existing.OVERWRITE, clears=False, mapped=frozenset(), claimed=frozenset())
"""The rules for a record that the row makes."""


def fill_contact(record: Record, values: Mapping[str, Any], parts: Mapping[str, str]) -> None:
    """Put a row on a contact that it makes."""
    state = record.state
    state.update(parts)
    for key in _PLAIN & values.keys():
        state[key] = values[key]
    if given := names_in(values):
        state["custom"] = with_values({}, {name: values[name] for name in given})


def change_contact(
    record: Record, values: Mapping[str, Any], parts: Mapping[str, str], rules: Rules
) -> Changes:
    """Put the plain fields of a row on a contact; kind, status, group, company are not plain."""
    changes: Changes = {}
    _names(record, values, parts, rules, changes)
    for key in CONTACT_TEXTS:
        _set(record, key, rules.text(key, record.state[key], values.get(key)), changes)
    for key in CONTACT_MANY:
        _set(record, key, rules.many(key, record.state[key], values.get(key)), changes)
    for key in CONTACT_FLAGS:
        _set(record, key, rules.flag(key, record.state[key], values.get(key)), changes)
    _custom(record, values, rules, changes)
    return changes


def _custom(record: Record, values: Mapping[str, Any], rules: Rules, changes: Changes) -> None:
    """Put the custom fields of a row on its record, each a field of its own."""
    names = names_in(values)
    if rules.clears:
        names += [name for name in names_in(rules.mapped) if name not in values]
    if not names:
        return
    stored, after = record.state["custom"], {}
    for name in names:
        now = stored.get(key_of(name))
        value = rules.custom(name, now, values.get(name))
        if value != now or isinstance(value, bool) != isinstance(now, bool):
            changes[name], after[name] = [now, value], value
    if after:
        record.state["custom"] = with_values(stored, after)


def _names(
    record: Record,
    values: Mapping[str, Any],
    parts: Mapping[str, str],
    rules: Rules,
    changes: Changes,
) -> None:
    """A full name in one cell is taken as a whole, and only where it is not shown so already."""
    state = record.state
    whole = not any(key in values for key in CONTACT_NAMES)
    if whole:
        named = any(state[key] for key in CONTACT_NAMES)
        same = fold(values.get("full_name", "")) == fold(state["full_name"])
        kept = named and (rules.existing != Existing.OVERWRITE or "full_name" in rules.claimed)
        if not parts or same or kept:
            return
    for key in CONTACT_NAMES:
        wanted = parts.get(key, "") if whole else rules.text(key, state[key], parts.get(key))
        _set(record, key, wanted, changes)


def change_company(record: Record, values: Mapping[str, Any], rules: Rules) -> Changes:
    """Put a row on a company."""
    changes: Changes = {}
    for key in COMPANY_TEXTS:
        wanted = rules.text(key, record.state[key], values.get(key))
        if key == "name" and not wanted:
            continue
        _set(record, key, wanted, changes)
    for key in COMPANY_MANY:
        several = rules.many(key, record.state[key], values.get(key))
        _set(record, key, widest(several) if key == "domains" else several, changes)
    status = rules.flag("status", record.state["status"], values.get("status"))
    _set(record, "status", status, changes)
    _custom(record, values, rules, changes)
    return changes


def change_equipment(record: Record, values: Mapping[str, Any], rules: Rules) -> Changes:
    """Put the plain fields of a row on a piece of equipment; where it belongs is not plain."""
    changes: Changes = {}
    for key in EQUIPMENT_TEXTS:
        wanted = rules.text(key, record.state[key], values.get(key))
        if key != "name" or wanted:
            _set(record, key, wanted, changes)
    status = rules.flag("status", record.state["status"], values.get("status"))
    _set(record, "status", status, changes)
    _custom(record, values, rules, changes)
    return changes


def _set(record: Record, key: str, value: Any, changes: Changes) -> None:
    before = record.state[key]
    if before != value:
        changes[key] = [before, value]
        record.state[key] = value
