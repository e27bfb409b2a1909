"""Planning what a row does to its piece of equipment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin_app.importing.differ import NEW, Rules, change_equipment
from admin_app.importing.matching import ambiguous
from admin_app.importing.plan_company import kept_identifier
from admin_app.importing.plans import Context, Step
from admin_app.importing.policies import Existing
from admin_app.importing.pool import Pool
from admin_app.importing.queries_equipment import EquipmentPool, People
from admin_app.importing.records import Record, State, new_equipment
from admin_app.importing.rows import RowData, RowRefused
from models.normalize import fold

PLACE = ("company_id", "contact_id", "parent_id")
_NAMED_MAIL = re.compile(r".*<([^<>]+@[^<>]+)>")


@dataclass(frozen=True, slots=True)
class Owner:
    """The company of the row's piece; `given` where the row names one."""

    record: Record | None
    given: bool

    @property
    def id(self) -> int | None:
        """The company's id, None without one."""
        return self.record.id if self.record else None


def equipment_keys(values: Mapping[str, Any]) -> list[str]:
    """The keys of `records.equipment_index` by which a row may find its piece and its parent."""
    keys = []
    for key, letter in (("identifier", "i"), ("serial_number", "s"), ("article", "a")):
        if key in values:
            keys.append(f"{letter}:{_value(letter, values[key])}")
    if parent := values.get("parent"):
        keys += [f"{letter}:{_value(letter, parent)}" for letter in "isan"]
    return keys


def _value(letter: str, text: str) -> str:
    return text.upper() if letter == "i" else fold(text)


def plan_equipment(
    pool: EquipmentPool, people: People, context: Context, row: RowData, owner: Owner
) -> tuple[Record, Step]:
    """The step of a row on a piece, and the record's state after it.

    Nothing is changed yet; `plan_company.settle` does that. Raises `RowRefused`.
    """
    values = row.values
    parent = _parent(pool, values, owner)
    company_id = owner.id
    if parent is not None and not owner.given:
        company_id = parent.state["company_id"]
    known, identifier = _match(pool, context, values, owner, company_id)
    if known is None:
        record_id, fresh = context.ids.equipment()
        record = new_equipment(record_id, identifier or fresh)
        change_equipment(record, values, NEW)
        if not record.state["name"]:
            raise RowRefused("required", "name")
        state = record.state
        state["company_id"] = company_id
        state["parent_id"] = parent.id if parent else None
        state["contact_id"] = _contact(people, values, company_id)
        return record, Step(record, made=dict(state))
    rules = Rules.of(context.policies, context.mapped, pool.claimed(known))
    draft = Record(known.id, dict(known.state), new=known.new)
    step = Step(known, change_equipment(draft, values, rules))
    before = {key: draft.state[key] for key in PLACE}
    _move(pool, draft, owner, rules)
    _belong(pool, draft, _contact(people, values, draft.state["company_id"]), parent, rules)
    step.changes |= {k: [was, draft.state[k]] for k, was in before.items() if draft.state[k] != was}
    return draft, step


def _match(
    pool: Pool, context: Context, values: Mapping[str, Any], owner: Owner, company_id: int | None
) -> tuple[Record | None, str]:
    """The piece meant, or None with the identifier of the one to make, "" for a fresh one."""
    if context.policies.existing == Existing.CREATE:
        return None, ""
    identifier = values.get("identifier", "")
    if identifier:
        found = pool.find((f"i:{identifier}",))
        return (found[0], "") if found else (None, kept_identifier(identifier, "D", pool, context))
    for key in context.policies.match_order:
        rule = _RULES.get(key)
        fits = rule(pool, values) if rule else []
        if owner.given or company_id is not None:
            fits = [record for record in fits if record.state["company_id"] == company_id]
        if len(fits) > 1 and key == "serial_number":
            raise ambiguous(fits, key, [record.state["name"] for record in fits])
        if fits:
            return fits[0], ""
    return None, ""


def _by_serial(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    serial = values.get("serial_number")
    if not serial:
        return []
    fits = pool.find((f"s:{fold(serial)}",))
    name = fold(values.get("name", ""))
    if len(fits) > 1 and name:
        fits = [r for r in fits if fold(r.state["name"]) == name] or fits
    # a second piece of the file with the same number under another name is another piece
    return [r for r in fits if not (name and pool.claimed(r) and fold(r.state["name"]) != name)]


def _by_article(pool: Pool, values: Mapping[str, Any]) -> list[Record]:
    """Pieces of the same article and name; each row of a file takes one that none took before."""
    article, name = values.get("article"), values.get("name")
    if not article or not name:
        return []
    serial = values.get("serial_number", "")
    return [
        record
        for record in pool.find((f"a:{fold(article)}",))
        if fold(record.state["name"]) == fold(name)
        and not pool.claimed(record)
        and not (serial and record.state["serial_number"])
    ]


_RULES = {"serial_number": _by_serial, "article": _by_article}


def _parent(pool: Pool, values: Mapping[str, Any], owner: Owner) -> Record | None:
    """The piece that the row's one is a part of: by identifier, serial number, article or name."""
    wanted = values.get("parent")
    if not wanted:
        return None
    for letter in "isan":
        fits = pool.find((f"{letter}:{_value(letter, wanted)}",))
        if owner.given:
            fits = [record for record in fits if record.state["company_id"] == owner.id]
        if len(fits) > 1:
            raise ambiguous(fits, "parent", [record.state["name"] for record in fits])
        if fits:
            return fits[0]
    raise RowRefused("parent_unknown", "parent", wanted)


def _contact(people: People, values: Mapping[str, Any], company_id: int | None) -> int | None:
    """The contact that the row names: by identifier, e-mail, or name within the company."""
    wanted = values.get("contact")
    if not wanted:
        return None
    if named := _NAMED_MAIL.fullmatch(wanted):
        wanted = named.group(1)
    fits = [person for person in people.find(wanted) if person.company_id == company_id]
    if len(fits) != 1:
        code = "contact_not_there" if not fits else "match_ambiguous"
        names = ", ".join(f"{p.full_name} ({p.identifier})" for p in fits[:5])
        raise RowRefused(code, "contact", wanted, names=names)
    found: int = fits[0].id
    return found


def _move(pool: EquipmentPool, draft: Record, owner: Owner, rules: Rules) -> None:
    """Put a piece into the company that the row names; it leaves contact and parent behind."""
    state = draft.state
    if owner.record is None:
        return
    before = state["company_id"]
    state["company_id"] = rules.relation("company", before, owner.id)
    if state["company_id"] == before:
        return
    if before is not None and pool.has_parts(draft.id):
        raise RowRefused("parts_stay", "company", name=state["name"])
    state["parent_id"] = state["contact_id"] = None


def _belong(
    pool: Pool, draft: Record, contact_id: int | None, parent: Record | None, rules: Rules
) -> None:
    """Contact and parent of a piece that exists."""
    state = draft.state
    state["contact_id"] = rules.relation("contact", state["contact_id"], contact_id)
    wanted = rules.relation("parent", state["parent_id"], parent.id if parent else None)
    if wanted != state["parent_id"] and wanted is not None:
        _check_parent(pool, draft, pool.records[wanted])
    state["parent_id"] = wanted


def _check_parent(pool: Pool, draft: Record, parent: Record) -> None:
    if parent.state["company_id"] != draft.state["company_id"]:
        raise RowRefused("parent_elsewhere", "parent", name=parent.state["name"])
    here: int | None = parent.id
    seen: set[int] = set()
    while here is not None and here not in seen:
        if here == draft.id:
            raise RowRefused("own_part", "parent", name=_name(draft.state))
        seen.add(here)
        above = pool.records.get(here)
        here = above.state["parent_id"] if above else None


def _name(state: State) -> str:
    return str(state["name"])
