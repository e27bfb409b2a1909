"""The fields of the sides of a merge: their values as JSON holds them, and which of them stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.contact_ways import WAYS, apply_ways, ways_of
from admin_app.services.shared.custom_names import is_custom, key_of, names_in, with_values
from models import Company, CompanyPhone, Contact
from models.enums import CompanyStatus, ContactStatus, PointKind

NOTES_LENGTH = 20_000
NAMES = ("first_name", "middle_name", "last_name")
Values = dict[str, Any]


class Rule(StrEnum):
    """Which value stays unless another one is chosen."""

    FILL = "fill"  # the main row's, else the first that has one
    ROLE = "role"  # the same, of those alone that have the company that stays
    FLAG = "flag"  # set where anybody with that company has it set
    LESSER = "lesser"  # the one that allows least
    OWN = "own"  # the main row's
    JOIN = "join"  # all different texts, one after the other
    SEVERAL = "several"  # all values; the choice is about the default


@dataclass(frozen=True)
class FieldRule:
    """One field that a merge decides about; `needs` is the right to see and choose it."""

    key: str
    label: str
    rule: Rule = Rule.FILL
    needs: Permission | None = None
    rank: Callable[[Any], Any] = lambda value: value


_LIVELINESS = {
    ContactStatus.DISMISSED.value: 0,
    CompanyStatus.ARCHIVED.value: 0,
    ContactStatus.BLOCKED.value: 1,
}
FIELDS = Permission.CONTACTS_FIELDS
OF_CONTACT = (
    FieldRule("name", N_("Full name")),
    FieldRule("company_id", N_("Company")),
    FieldRule("position", N_("Position"), Rule.ROLE),
    FieldRule("department", N_("Department"), Rule.ROLE),
    FieldRule("is_manager", N_("Company manager"), Rule.FLAG),
    FieldRule("emails", N_("E-mails"), Rule.SEVERAL),
    FieldRule("phones", N_("Phones"), Rule.SEVERAL),
    FieldRule("mobile_phones", N_("Mobile phones"), Rule.SEVERAL),
    FieldRule("channels", N_("Messengers"), Rule.SEVERAL),
    FieldRule("address", N_("Address"), needs=FIELDS),
    FieldRule("region", N_("Region"), needs=FIELDS),
    FieldRule("birth_date", N_("Date of birth"), needs=FIELDS),
    FieldRule("language", N_("Language")),
    FieldRule("time_zone", N_("Time zone")),
    FieldRule("status", N_("Status"), Rule.OWN),
    FieldRule("group_id", N_("Group"), Rule.LESSER),
    FieldRule("notifications", N_("Notifications"), Rule.LESSER),
    FieldRule("forms_as_company", N_("Uses the forms of the company"), Rule.LESSER),
    FieldRule("all_tickets", N_("Sees all tickets of the company"), Rule.LESSER),
    FieldRule("notes", N_("Notes"), Rule.JOIN, needs=FIELDS),
)
OF_COMPANY = (
    FieldRule("name", N_("Name")),
    FieldRule("legal_name", N_("Legal name")),
    FieldRule("status", N_("Status"), Rule.OWN),
    FieldRule("email", N_("E-mail")),
    FieldRule("phones", N_("Phones"), Rule.SEVERAL),
    FieldRule("site", N_("Site")),
    FieldRule("address", N_("Address")),
    FieldRule("region", N_("Region")),
    FieldRule("tax_id", N_("Tax number")),
    FieldRule("registration_number", N_("Registration number")),
    FieldRule("notes", N_("Notes"), Rule.JOIN),
)


def liveliness(status: str) -> int:
    """How alive a status is: a merge never chooses a livelier one than the main row's."""
    return _LIVELINESS.get(status, len(_LIVELINESS))


def read(row: Contact | Company, rules: Sequence[FieldRule]) -> Values:
    """All fields of a row that a merge decides about, custom ones by their key."""
    ways: Mapping[str, Any] = ways_of(row) if isinstance(row, Contact) else _phones(row)
    found: Values = {}
    for rule in rules:
        key = rule.key
        if key == "name" and isinstance(row, Contact):
            found[key] = [getattr(row, name) for name in NAMES]
        elif rule.rule == Rule.SEVERAL:
            found[key] = [_plain(value) for value in ways[key]]
        elif is_custom(key):
            found[key] = row.custom.get(key_of(key))
        else:
            value = getattr(row, key)
            found[key] = getattr(value, "value", value)
    return found


def write(row: Contact | Company, values: Mapping[str, Any]) -> None:
    """Put fields on a row as `read` gave them; None or empty takes a custom field off."""
    if names_in(values):
        row.custom = with_values(row.custom, values)
    own = {key: value for key, value in values.items() if not is_custom(key)}
    if isinstance(row, Contact):
        _write_contact(row, own)
        return
    if "phones" in own:
        _put_phones(row, own.pop("phones"))
    for key, value in own.items():
        setattr(row, key, CompanyStatus(value) if key == "status" else value)


def _write_contact(row: Contact, values: Values) -> None:
    for name, text in zip(NAMES, values.pop("name", ()), strict=False):
        setattr(row, name, text)
    ways = {key: _typed(key, values.pop(key)) for key in WAYS if key in values}
    for key, value in values.items():
        setattr(row, key, ContactStatus(value) if key == "status" else value)
    if ways:
        apply_ways(row, ways)


def is_empty(value: Any) -> bool:
    """Whether a field has no value; a switch that is off and a number 0 are values."""
    return value is None or value in ("", [], ["", "", ""])


def resolve(rule: FieldRule, sides: Sequence[Values], chosen: int | None, company: Any) -> Any:
    """The value of a field after the merge; `sides` has the main row first, `company` stays.

    `chosen` is the place of a side, -1 for all texts together, None for the rule's own choice.
    """
    values = [side.get(rule.key) for side in sides]
    if rule.rule == Rule.SEVERAL:
        order = [values[chosen]] if chosen is not None and chosen >= 0 else []
        return _all(order + values)
    if chosen is not None and chosen >= 0:
        return values[chosen]
    return _proposed(rule, sides, values, company)


def _proposed(rule: FieldRule, sides: Sequence[Values], values: list[Any], company: Any) -> Any:
    if rule.rule == Rule.JOIN:
        return "\n\n".join(dict.fromkeys(v for v in values if v))[:NOTES_LENGTH]
    if rule.rule == Rule.LESSER:
        return min(values, key=rule.rank)
    if rule.rule == Rule.OWN:
        return values[0]
    own = values[0]
    if rule.rule in (Rule.ROLE, Rule.FLAG):
        values = [side.get(rule.key) for side in sides if side.get("company_id") == company]
    if rule.rule == Rule.FLAG:
        return any(values)
    return next((value for value in values if not is_empty(value)), own)


def stays_by_default(rule: FieldRule, sides: Sequence[Values], company: Any) -> int:
    """The place of the side whose value stays unless another is chosen; -1 for all together."""
    if rule.rule == Rule.JOIN:
        return -1
    value = resolve(rule, sides, None, company)
    if rule.rule == Rule.SEVERAL:
        return next((place for place, side in enumerate(sides) if side.get(rule.key)), 0)
    return next((place for place, side in enumerate(sides) if side.get(rule.key) == value), 0)


def without(now: list[Any], added: Sequence[Any], default: Any) -> list[Any]:
    """Values without those that a merge brought; the default of before comes first again."""
    kept = [value for value in now if value not in added]
    if default in kept:
        kept.remove(default)
        kept.insert(0, default)
    return kept


def _all(lists: Sequence[list[Any] | None]) -> list[Any]:
    found: list[Any] = []
    for values in lists:
        found += [value for value in values or () if value not in found]
    return found


def _plain(value: Any) -> Any:
    return [getattr(value[0], "value", value[0]), value[1]] if isinstance(value, tuple) else value


def _typed(key: str, values: Sequence[Any]) -> list[Any]:
    if key != "channels":
        return list(values)
    return [(PointKind(kind), value) for kind, value in values]


def _phones(row: Company) -> Values:
    return {"phones": [n for n in (row.phone, *(p.number for p in row.more_phones)) if n]}


def _put_phones(row: Company, numbers: Sequence[str]) -> None:
    row.phone = numbers[0] if numbers else ""
    if [phone.number for phone in row.more_phones] != list(numbers[1:]):
        row.more_phones = [CompanyPhone(number=number) for number in numbers[1:]]
