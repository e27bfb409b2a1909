"""What a merge would do, before anybody agrees to it: values, numbers, clashes, refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from admin_app.errors import NotFound, Problem
from admin_app.permissions import Actor, allowed, demand
from admin_app.services import access_group as groups
from admin_app.services.processes.merging import fields
from admin_app.services.processes.merging.fields import FieldRule, Rule, Values
from admin_app.services.processes.merging.logins import CHOICE, logins_of
from admin_app.services.processes.merging.nouns import CONTACTS, LIMIT, MergeNoun
from admin_app.services.processes.merging.of_company import ALL, Chosen
from admin_app.services.shared.roots import root_of
from models import User
from models.base import db
from models.enums import ContactStatus

MAIN = "main"
FIELDS = "fields"


@dataclass(frozen=True)
class FieldPlan:
    """One field: the values of all sides in the order of the plan, which stays, what comes of it.

    `chosen` is the id of a side, 0 for all texts together. `offered` are the sides whose value
    may be chosen. `differs` says that there is something to choose.
    """

    rule: FieldRule
    values: dict[int, Any]
    chosen: int
    result: Any
    offered: frozenset[int]

    @property
    def differs(self) -> bool:
        """Whether the sides have different values."""
        filled = [value for value in self.values.values() if not fields.is_empty(value)]
        return any(value != filled[0] for value in filled)


@dataclass
class Plan:
    """A merge as it would be carried out; `refusals` say why it cannot be."""

    noun: MergeNoun
    rows: dict[int, Any]
    main_id: int
    fields: list[FieldPlan] = field(default_factory=list)
    moves: dict[str, dict[int, int]] = field(default_factory=dict)
    clashes: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    logins: dict[int, User] = field(default_factory=dict)
    login: int = 0
    whose: dict[str, str] = field(default_factory=dict)

    @property
    def loser_ids(self) -> tuple[int, ...]:
        """The sides that would be merged away, in the order of their ids."""
        return tuple(sorted(row_id for row_id in self.rows if row_id != self.main_id))

    @property
    def versions(self) -> dict[int, int]:
        """The versions of the rows that the plan was made of."""
        return {row_id: row.version for row_id, row in self.rows.items()}

    @property
    def moving(self) -> dict[str, int]:
        """How many rows would move, by kind."""
        found = {}
        for key, by_owner in self.moves.items():
            if number := sum(by_owner.get(row_id, 0) for row_id in self.loser_ids):
                found[key] = number
        if "relations" in found:
            found["relations"] = max(found["relations"] - len(self.clashes), 0)
        if "logins" in found:
            found["logins"] = int(self.login in self.loser_ids)
        return found

    @property
    def archived(self) -> dict[str, int]:
        """How many rows stay behind by choice, by kind."""
        found = {}
        for mover in self.noun.movers:
            if isinstance(mover, Chosen) and mover.only(self.whose) is not None:
                everybody = sum(mover.count(list(self.rows), {}).values())
                found[mover.key] = everybody - sum(self.moves[mover.key].values())
        return found

    @property
    def result(self) -> Values:
        """The fields of the main row after the merge."""
        return {plan.rule.key: plan.result for plan in self.fields}


def plan(
    noun: MergeNoun, ids: Sequence[int], actor: Actor, choices: Mapping[str, Any] | None = None,
    *, lock: bool = False,
) -> Plan:  # fmt: skip
    """What merging these rows would do, and why it cannot be done, if so.

    `choices`: `main` the id of the row that stays; `fields` by field the id of the side whose value
    stays, 0 for all texts together; `login` the contact whose login goes on, 0 for none; by kind,
    as `documents`, `all` or the company whose rows go on. What is not chosen is proposed. Raises
    NotAllowed without the right to merge such rows, NotFound for rows that the actor cannot see.
    """
    demand(actor, noun.merge)
    demand(actor, noun.view)
    asked = choices or {}
    rows = _rows(noun, ids, actor, lock=lock)
    whose = _whose(noun, rows, asked)
    moves = {m.key: m.count(list(rows), whose) for m in noun.movers}
    main_id = _main(rows, asked, moves)
    made = Plan(noun, rows, main_id, moves=moves, whose=whose)
    made.refusals += _refusals(noun, ids, rows, actor)
    if len(rows) < 2 or len(rows) > LIMIT:
        return made
    made.fields = _fields(noun, made, asked.get(FIELDS) or {}, actor)
    if noun is CONTACTS:
        made.logins = logins_of(list(rows))
        made.login, problems = _login(made, asked, actor)
        made.refusals += problems + _of_status(made)
    for mover in noun.movers:
        made.clashes += mover.clashes(main_id, made.loser_ids)
    return made


def _rows(noun: MergeNoun, ids: Sequence[int], actor: Actor, *, lock: bool) -> dict[int, Any]:
    if not ids:
        raise NotFound
    found = noun.rows(sorted(set(ids)), lock=lock)
    if any(row.deleted_at for row in found.values()) and not allowed(actor, noun.delete):
        raise NotFound(ids)
    return {row_id: found[row_id] for row_id in dict.fromkeys(ids)}


def _main(
    rows: Mapping[int, Any], asked: Mapping[str, Any], moves: Mapping[str, Mapping[int, int]]
) -> int:
    """The row that stays: the chosen one, else the liveliest on which most hangs."""
    chosen = int(asked.get(MAIN) or 0)
    if chosen in rows:
        return chosen

    def merit(row: Any) -> tuple[int, int, int, int]:
        columns = [getattr(row, c.key) for c in row.__table__.columns]
        filled = sum(1 for value in columns if not fields.is_empty(value))
        hangs = sum(by_owner.get(row.id, 0) for by_owner in moves.values())
        return fields.liveliness(row.status.value), hangs, filled, -row.id

    return max(rows.values(), key=merit).id  # type: ignore[no-any-return]


def _whose(noun: MergeNoun, rows: Mapping[int, Any], asked: Mapping[str, Any]) -> dict[str, str]:
    """Of the kinds of which one may choose, whose rows go on."""
    found = {}
    for mover in noun.movers:
        if isinstance(mover, Chosen):
            text = str(asked.get(mover.key) or ALL)
            found[mover.key] = text if text.isdigit() and int(text) in rows else ALL
    return found


def _refusals(
    noun: MergeNoun, ids: Sequence[int], rows: Mapping[int, Any], actor: Actor
) -> list[Problem]:
    found = []
    if len(set(ids)) < len(ids):
        found.append(Problem("", "merge_itself"))
    elif len(rows) < 2:
        found.append(Problem("", "merge_too_few"))
    if len(rows) > LIMIT:
        found.append(Problem("", "merge_too_many", {"limit": LIMIT}))
    if not noun.may(actor):
        found.append(Problem("", "merge_rights"))
    for row in rows.values():
        if row.merged_into_id is not None:
            into = db.session.get(noun.model, root_of(noun.model, row.id))
            found.append(Problem("", "merge_already", {"name": str(row), "into": str(into)}))
        elif row.deleted_at is not None:
            found.append(Problem("", "merge_in_trash", {"name": str(row)}))
    return found


def _of_status(made: Plan) -> list[Problem]:
    """A dismissed contact changes no more (H4), so nobody else's can be put into it."""
    statuses = {row_id: row.status for row_id, row in made.rows.items()}
    main = statuses[made.main_id]
    others = {status for row_id, status in statuses.items() if row_id != made.main_id}
    if main == ContactStatus.DISMISSED and others != {ContactStatus.DISMISSED}:
        return [Problem("", "merge_into_dismissed", {"name": str(made.rows[made.main_id])})]
    return []


def _fields(
    noun: MergeNoun, made: Plan, chosen: Mapping[str, Any], actor: Actor
) -> list[FieldPlan]:
    rules = noun.rules()
    order = [made.main_id, *(row_id for row_id in made.rows if row_id != made.main_id)]
    read = {row_id: fields.read(made.rows[row_id], rules) for row_id in order}
    sides = [read[row_id] for row_id in order]
    found: list[FieldPlan] = []
    company: Any = None
    for rule in rules:
        offered = _offered(rule, read, made.main_id)
        may = rule.needs is None or allowed(actor, rule.needs)
        place = _place(rule, chosen.get(rule.key), order, offered) if may else None
        result = fields.resolve(rule, sides, place, company)
        if rule.key == "company_id":
            company = result
        if place is None:
            place = fields.stays_by_default(rule, sides, company)
        side = 0 if place < 0 else order[place]
        of_sides = {row_id: read[row_id][rule.key] for row_id in made.rows}
        found.append(FieldPlan(rule, of_sides, side, result, offered))
    return found


def _place(
    rule: FieldRule, chosen: Any, order: Sequence[int], offered: frozenset[int]
) -> int | None:
    text = str(chosen) if chosen is not None else ""
    if not (text.isascii() and text.isdigit()):
        return None
    if rule.rule == Rule.JOIN and int(text) == 0:
        return -1
    return order.index(int(text)) if int(text) in offered else None


def _offered(rule: FieldRule, read: Mapping[int, Values], main_id: int) -> frozenset[int]:
    """The sides that may be chosen; of statuses none that is livelier than the main row's."""
    if rule.key != "status":
        return frozenset(read)
    border = fields.liveliness(read[main_id]["status"])
    return frozenset(i for i, v in read.items() if fields.liveliness(v["status"]) <= border)


def _login(made: Plan, asked: Mapping[str, Any], actor: Actor) -> tuple[int, list[Problem]]:
    """Whose login goes on; a login of somebody less alive than the result cannot (promise 9)."""
    may = {row_id: user for row_id, user in made.logins.items() if login_may_go_on(made, row_id)}
    problems = []
    if any(groups.is_above(actor, user.group) for user in made.logins.values()):
        problems.append(Problem("", "merge_login_above"))
    text = str(asked.get(CHOICE, ""))
    chosen = int(text) if text.isdigit() and (int(text) in may or text == "0") else None
    if chosen is None:
        chosen = next(iter(may)) if len(may) == 1 else 0
        if len(may) > 1:
            problems.append(Problem("", "merge_login_choice"))
    own = next((i for i, user in made.logins.items() if user.id == actor.user_id), None)
    if own is not None and own != chosen:
        problems.append(Problem("", "own_rights"))
    return chosen, problems


def login_may_go_on(made: Plan, row_id: int) -> bool:
    """Whether the login of this side would be no more alive after the merge than it is now."""
    if row_id == made.main_id:
        return True
    status = made.result.get("status", "")
    return fields.liveliness(made.rows[row_id].status.value) >= fields.liveliness(status)
