"""Planning what a row does to its contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin_app.importing.differ import Rules, change_contact, fill_contact
from admin_app.importing.matching import Person, find_contact
from admin_app.importing.names import display_name, row_names
from admin_app.importing.plan_company import kept_identifier
from admin_app.importing.plans import Context, Step
from admin_app.importing.policies import Existing, Incomplete
from admin_app.importing.pool import Pool
from admin_app.importing.records import (
    CONTACT_MANY,
    CONTACT_NAMES,
    Record,
    State,
    new_contact,
    phone_name_key,
)
from admin_app.importing.rows import RowData, RowRefused
from models.enums import ContactKind, ContactStatus
from models.normalize import fold

CONTACT_GIVEN = frozenset((*CONTACT_NAMES, *CONTACT_MANY, "full_name", "identifier"))
"""Columns of which a row must fill one to be about a contact at all."""


@dataclass(frozen=True, slots=True)
class Employer:
    """The company of the row's contact: `given` where the row names one that is known or made.

    Where it names none, `joined` is the company that a new contact joins by its address (H11).
    """

    record: Record | None
    given: bool
    joined: Record | None = None

    @property
    def name(self) -> str:
        """The company's name as it is kept."""
        return self.record.state["name"] if self.record else ""


def contact_keys(values: Mapping[str, Any], shown: list[str]) -> list[str]:
    """The keys of `records.contact_index` by which a row may find contacts.

    `shown` are the display names that its contact may have.
    """
    keys = []
    if "identifier" in values:
        keys.append(f"i:{values['identifier']}")
    keys += [f"e:{email}" for email in values.get("email", ())]
    keys += [f"t:{account}" for account in values.get("telegram", ())]
    phones = (*values.get("phone", ()), *values.get("mobile_phone", ()))
    names = [fold(name) for name in shown]
    for phone in phones:
        keys.append(f"p:{phone}")
        keys += [phone_name_key(phone, name) for name in names]
    return keys


def plan_contact(
    pool: Pool, context: Context, row: RowData, employer: Employer
) -> tuple[Record, Step]:
    """The step of a row on its contact, and the record's state after it.

    Nothing is changed yet; `plan_company.settle` does that. Raises `RowRefused`.
    """
    values = row.values
    kind = values.get("kind", ContactKind.PERSON.value)
    parts = row.parts
    if parts is None or fold(values.get("full_name", "")) == fold(employer.name):
        parts = row_names(values, kind, employer.name)
    shown = display_name(parts, values, employer.name)
    person = Person(values, shown if parts else "", shown, employer.name)
    new = bool(parts) and row.keys is not None and not pool.knows(row.keys)
    known, identifier = _match(pool, context, person, surely_new=new)
    if known is None:
        return _create(context, person, parts, employer, identifier)
    if known.state["kind"] != kind and "full_name" in values:
        parts = row_names(values, known.state["kind"], employer.name)
    rules = Rules.of(context.policies, context.mapped, pool.claimed(known))
    draft = Record(known.id, dict(known.state), new=known.new)
    changes = change_contact(draft, values, parts, rules)
    step = Step(known, changes)
    _change_fixed(draft, step, context, values, rules)
    _change_employer(draft, step, employer, rules)
    _finish_change(draft, step, context)
    return draft, step


def _match(
    pool: Pool, context: Context, person: Person, *, surely_new: bool
) -> tuple[Record | None, str]:
    """The contact meant, or None with the identifier of the one to make, "" for a fresh one.

    `surely_new` where none of the row's keys is known, which spares the rules.
    """
    if context.policies.existing == Existing.CREATE:
        return None, ""
    identifier = person.values.get("identifier", "")
    if not identifier:
        if surely_new:
            return None, ""
        return find_contact(pool, person, context.policies.match_order), ""
    known = find_contact(pool, person, ("identifier",))
    return known, "" if known else kept_identifier(identifier, "K", pool, context)


def _create(
    context: Context,
    person: Person,
    parts: Mapping[str, str],
    employer: Employer,
    identifier: str,
) -> tuple[Record, Step]:
    values = person.values
    group_id = _group(context, values) or context.default_group_id
    record_id, fresh = context.ids.contact()
    record = new_contact(record_id, identifier or fresh, group_id)
    fill_contact(record, values, parts)
    state = record.state
    state["kind"] = values.get("kind", state["kind"])
    state["status"] = values.get("status", state["status"])
    company = employer.record or employer.joined
    if company is not None:
        state["company_id"], state["company_name"] = company.id, company.state["name"]
    state["full_name"] = person.shown
    _check_complete(state, context.policies.incomplete)
    return record, Step(record, made=dict(state))


def _check_complete(state: State, policy: Incomplete) -> None:
    """What a new contact must have (H2): a way to be reached; by policy an e-mail and a name."""
    if not any(state[key] for key in CONTACT_MANY):
        raise RowRefused("email_or_channel_required", "email")
    if not state["full_name"]:
        raise RowRefused("name_required", "full_name")
    if policy == Incomplete.TAKE:
        return
    if not state["email"]:
        raise RowRefused("email_required", "email")
    if not (state["first_name"] or state["last_name"] or state["company_name"]):
        raise RowRefused("name_required", "full_name")


def _group(context: Context, values: Mapping[str, Any]) -> int | None:
    name = values.get("group")
    if not name:
        return None
    folded = fold(name)
    if folded in context.groups:
        return context.groups[folded]
    code = "group_of_staff" if folded in context.staff_groups else "group_unknown"
    raise RowRefused(code, "group", name)


def _change_fixed(
    draft: Record, step: Step, context: Context, values: Mapping[str, Any], rules: Rules
) -> None:
    """Group, status and kind: fields with rules of their own."""
    state = draft.state
    overwrites = context.policies.existing == Existing.OVERWRITE
    if overwrites and values.get("kind", state["kind"]) != state["kind"]:
        raise RowRefused("kind_fixed", "kind", values["kind"])
    status = values.get("status")
    skips = context.policies.existing == Existing.SKIP
    if state["status"] == ContactStatus.DISMISSED and status not in (None, state["status"]):
        if not skips:
            raise _final(state)
        step.changes["status"] = [state["status"], status]
        return
    for key, wanted in (("group_id", _group(context, values)), ("status", status)):
        column = "group" if key == "group_id" else key
        after = rules.flag(column, state[key], wanted)
        if after != state[key]:
            step.changes[key] = [state[key], after]
            state[key] = after


def _final(state: State) -> RowRefused:
    return RowRefused("dismissed_final", "status", name=state["full_name"])


def _change_employer(draft: Record, step: Step, employer: Employer, rules: Rules) -> None:
    state = draft.state
    before = state["company_id"], state["company_name"]
    after: tuple[int | None, str] = before
    free = "company" not in rules.claimed
    if employer.given and employer.record is not None:
        if before[0] is None or (free and rules.existing == Existing.OVERWRITE):
            after = employer.record.id, employer.name
    elif not employer.given and rules.clears and "company" in rules.mapped and free:
        after = None, ""
    if after[0] != before[0]:
        step.changes["company_id"] = [before[0], after[0]]
        step.changes["company"] = [before[1], after[1]]
        state["company_id"], state["company_name"] = after


def _finish_change(draft: Record, step: Step, context: Context) -> None:
    if not step.changes:
        return
    state = draft.state
    if state["status"] == ContactStatus.DISMISSED and "status" not in step.changes:
        if context.policies.existing != Existing.SKIP:
            raise _final(state)
        return
    if not any(state[key] for key in (*CONTACT_MANY, "other")):
        raise RowRefused("email_or_channel_required", "email")
    shown = display_name(state, state, state["company_name"])
    if not shown:
        raise RowRefused("name_required", "full_name")
    if shown != state["full_name"]:
        step.changes["full_name"] = [state["full_name"], shown]
        state["full_name"] = shown
