"""Planning what a row does to its company."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from admin_app.importing.differ import NEW, Rules, change_company
from admin_app.importing.matching import find_company
from admin_app.importing.plans import Context, Step
from admin_app.importing.policies import COMPANY_KEYS, Existing, UnknownCompany
from admin_app.importing.pool import Pool
from admin_app.importing.records import Record, new_company
from admin_app.importing.rows import RowRefused
from admin_app.importing.specs.both import PREFIX
from models.company import bare_domain
from models.derived import IDENTIFIER_ALPHABET, IDENTIFIER_LENGTH
from models.enums import ImportNoun
from models.normalize import company_key

_IDENTIFIER = re.compile(f"[KCD][{IDENTIFIER_ALPHABET}]{{{IDENTIFIER_LENGTH}}}")


def company_columns(noun: ImportNoun, keys: Mapping[str, Any] | frozenset[str]) -> dict[str, str]:
    """Which of these columns are of the company: column key to the company's field."""
    if noun == ImportNoun.COMPANIES:
        return {key: key for key in keys}
    found = {"company": "name"} if "company" in keys else {}
    if "company_email" in keys:
        found["company_email"] = "email"
    if noun == ImportNoun.EQUIPMENT:
        return {"company": "name"} if "company" in keys else {}
    if noun == ImportNoun.BOTH:
        found |= {key: key.removeprefix(PREFIX) for key in keys if key.startswith(PREFIX)}
    return found


def company_values(noun: ImportNoun, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a row says about its company, by the company's fields."""
    if noun == ImportNoun.COMPANIES:
        return values
    return {field: values[key] for key, field in company_columns(noun, values).items()}


def company_keys(values: Mapping[str, Any]) -> list[str]:
    """The keys of `records.company_index` by which these values may find companies."""
    keys = []
    if "identifier" in values:
        keys.append(f"i:{values['identifier']}")
    if name := values.get("name"):
        keys.append(f"n:{company_key(name)}")
    if "email" in values:
        keys.append(f"e:{values['email']}")
    if "tax_id" in values:
        keys.append(f"x:{values['tax_id']}")
    keys += [f"d:{bare_domain(rule)}" for rule in values.get("domains", ())]
    return keys


def kept_identifier(identifier: str, letter: str, pool: Pool, context: Context) -> str:
    """The identifier that a new record brings along into an empty panel.

    Raises `RowRefused` identifier_unknown elsewhere, and for one that is ill-formed or in use.
    """
    usable = identifier[:1] == letter and _IDENTIFIER.fullmatch(identifier)
    if not (context.policies.keep_identifiers and usable and identifier not in pool.taken):
        raise RowRefused("identifier_unknown", "identifier", identifier)
    return identifier


def plan_company(
    pool: Pool, context: Context, values: Mapping[str, Any], emails: Sequence[str] = ()
) -> tuple[Record, Step]:
    """The step of a row on a company that it describes, and the record's state after it.

    Nothing is changed yet; `settle` does that. Raises `RowRefused`.
    """
    known, identifier = _match(pool, context, values, emails)
    _check_domains(pool, known, values)
    if known is None:
        return _create(context, values, identifier)
    rules = _rules(pool, context, known)
    draft = Record(known.id, dict(known.state), new=known.new)
    return draft, Step(known, change_company(draft, values, rules))


def _rules(pool: Pool, context: Context, record: Record) -> Rules:
    mapped = frozenset(company_columns(context.noun, context.mapped).values())
    return Rules.of(context.policies, mapped, pool.claimed(record))


def _match(
    pool: Pool, context: Context, values: Mapping[str, Any], emails: Sequence[str]
) -> tuple[Record | None, str]:
    """The company meant, or None with the identifier of the one to make, "" for a fresh one."""
    identifier = values.get("identifier", "")
    alone = context.noun == ImportNoun.COMPANIES
    if identifier and not (alone and context.policies.existing == Existing.CREATE):
        found = pool.find((f"i:{identifier}",))
        if found:
            return found[0], ""
        return None, kept_identifier(identifier, "C", pool, context)
    if alone and context.policies.existing == Existing.CREATE:
        return None, ""
    order = context.policies.match_order if alone else COMPANY_KEYS
    return find_company(pool, values, order, emails), ""


def _check_domains(pool: Pool, known: Record | None, values: Mapping[str, Any]) -> None:
    for rule in values.get("domains", ()):
        for owner in pool.find((f"d:{bare_domain(rule)}",)):
            if known is None or owner.id != known.id:
                name = owner.state["name"]
                raise RowRefused("domain_taken", "domains", rule, company=name)


def _create(context: Context, values: Mapping[str, Any], identifier: str) -> tuple[Record, Step]:
    if not values.get("name"):
        raise RowRefused("required", "name" if context.noun == ImportNoun.COMPANIES else "company")
    if not context.may_create_companies:
        raise RowRefused("company_unknown", "company", values["name"])
    record_id, fresh = context.ids.company()
    record = new_company(record_id, identifier or fresh)
    change_company(record, values, NEW)
    return record, Step(record, made=dict(record.state))


def find_employer(
    pool: Pool, context: Context, values: Mapping[str, Any], emails: Sequence[str]
) -> tuple[Record | None, Step | None]:
    """The company that a contact's row names, and the step that makes it if need be.

    Only what finds it is in the row; the policy says what becomes of an unknown one. Raises
    `RowRefused` company_unknown, company_ambiguous.
    """
    known = find_company(pool, values, ("name", "email"), emails)
    if known is not None:
        return known, None
    policy = context.policies.unknown_company
    creates = policy == UnknownCompany.CREATE and context.may_create_companies
    if policy == UnknownCompany.EMPTY or (creates and "name" not in values):
        return None, None
    if not creates:
        raise RowRefused("company_unknown", "company", values.get("name") or values["email"])
    return _create(context, values, "")


def settle(pool: Pool, draft: Record, step: Step) -> None:
    """Make a planned step the truth for the rows that follow."""
    record = step.record
    record.state = draft.state
    record.changed.update(step.changes)
    pool.add(record)
