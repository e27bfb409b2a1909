"""A plan as the page side by side shows it, and what a person chose there."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from admin_app.errors import Problem
from admin_app.services.processes.merging import COMPANIES, NOUNS, Plan, login_may_go_on
from admin_app.services.processes.merging.fields import Rule, is_empty
from admin_app.services.processes.merging.of_company import ALL, Chosen
from admin_app.services.processes.merging.planning import FieldPlan
from views import current, formatting
from views.admin import cells
from views.admin.merging import words
from views.problems import problem_text

FIELD = "f-"
VERSION = "v-"
MOST = 40
_CHOSEN = tuple(m.key for noun in NOUNS.values() for m in noun.movers if isinstance(m, Chosen))


def ids_of(values: MultiDict[str, str]) -> list[int]:
    """The rows that an address or a form names, as `ids=1&ids=2` or `ids=1,2`."""
    texts = [text for value in values.getlist("ids") for text in value.split(",")][:MOST]
    return [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]


def choices_of(values: MultiDict[str, str]) -> dict[str, Any]:
    """What was chosen: the main row, a side for each field, the login, whose documents."""
    fields = {k.removeprefix(FIELD): v for k, v in values.items() if k.startswith(FIELD)}
    chosen: dict[str, Any] = {"fields": fields}
    for key in ("main", "login", *_CHOSEN):
        text = values.get(key, "")
        if (text.isascii() and text.isdigit() and len(text) < 10) or text == ALL:
            chosen[key] = text
    if not str(chosen.get("main", "")).isdigit():
        chosen.pop("main", None)
    return chosen


def versions_of(values: MultiDict[str, str]) -> dict[int, int] | None:
    """The versions of the rows that the page was made of; None where there are none."""
    pairs = [(k.removeprefix(VERSION), v) for k, v in values.items() if k.startswith(VERSION)]
    if not all(k.isdigit() and v.isdigit() for k, v in pairs):
        return None
    return {int(k): int(v) for k, v in pairs} or None


def hidden(plan: Plan) -> list[tuple[str, str]]:
    """The whole plan as fields of a form."""
    found = [("ids", str(row_id)) for row_id in plan.rows]
    found += [("main", str(plan.main_id)), *plan.whose.items()]
    if plan.logins:
        found.append(("login", str(plan.login)))
    found += [(FIELD + f.rule.key, str(f.chosen)) for f in plan.fields if f.differs]
    return found + [(f"{VERSION}{i}", str(v)) for i, v in plan.versions.items()]


def side_by_side(plan: Plan, address: Any) -> dict[str, Any]:
    """What the page needs: sides, fields to choose, equal ones, what moves, what stands against."""
    shown = words.Values(plan.noun, [side_values(plan, row_id) for row_id in plan.rows])
    hides = [f for f in plan.fields if f.rule.needs is None or _may(f)]
    return {
        "sides": [_side(plan, row_id, address) for row_id in plan.rows],
        "fields": [_field(plan, f, shown) for f in hides if f.differs],
        "same": [
            (shown.label(f.rule), shown.text(f.rule, f.result))
            for f in hides
            if not f.differs and not is_empty(f.result)
        ],
        "logins": _logins(plan),
        "whose": _whose(plan),
        "moves": _moves(plan),
        "clashes": words.clashes(plan.clashes),
        "refusals": [problem_text(problem) for problem in plan.refusals if not _open(problem)],
        "no_login": not plan.login and not any(map(_open, plan.refusals)),
    }


def _open(problem: Problem) -> bool:
    """Whether the page asks for it by itself, so that nobody has done anything wrong yet."""
    return problem.code == "merge_login_choice" and request.method == "GET"


def side_values(plan: Plan, row_id: int) -> dict[str, Any]:
    """The fields of one side."""
    return {f.rule.key: f.values.get(row_id) for f in plan.fields}


def outcome(plan: Plan) -> list[tuple[str, Any, Any]]:
    """The fields of the main row that get another value: label, before, after."""
    results = {f.rule.key: f.result for f in plan.fields}
    shown = words.Values(plan.noun, [results, side_values(plan, plan.main_id)])
    return [
        (
            shown.label(f.rule),
            shown.text(f.rule, f.values[plan.main_id]),
            shown.text(f.rule, f.result),
        )
        for f in plan.fields
        if _may(f)
        and f.result != f.values[plan.main_id]
        and not (is_empty(f.result) and is_empty(f.values[plan.main_id]))
    ]


def _may(field: FieldPlan) -> bool:
    return field.rule.needs is None or current.may(field.rule.needs)


def _side(plan: Plan, row_id: int, address: Any) -> dict[str, Any]:
    row = plan.rows[row_id]
    return {
        "id": row_id,
        "name": str(row),
        "initials": cells.initials(str(row)),
        "icon": "building" if plan.noun is COMPANIES else None,
        "identifier": row.identifier,
        "status": cells.status_of(row.status),
        "added": formatting.moment(row.created_at),
        "url": address(row_id),
        "main": row_id == plan.main_id,
    }


def _field(plan: Plan, field: FieldPlan, shown: words.Values) -> dict[str, Any]:
    several = field.rule.rule == Rule.SEVERAL
    sides = [
        {
            "id": row_id,
            "name": str(plan.rows[row_id]),
            "text": shown.text(field.rule, field.values[row_id]),
            "offered": row_id in field.offered and not (several and not field.values[row_id]),
            "chosen": row_id == field.chosen,
        }
        for row_id in plan.rows
    ]
    return {
        "key": field.rule.key,
        "label": shown.label(field.rule),
        "help": _("All are kept; choose whose is the default.") if several else "",
        "sides": sides,
        "together": field.rule.rule == Rule.JOIN,
        "together_chosen": field.chosen == 0,
    }


def _logins(plan: Plan) -> list[dict[str, Any]]:
    found = []
    for row_id, user in plan.logins.items():
        found.append(
            {
                "id": row_id,
                "side": str(plan.rows[row_id]),
                "email": user.email,
                "last": formatting.moment(user.last_login_at) if user.last_login_at else "",
                "active": user.is_active,
                "offered": login_may_go_on(plan, row_id),
                "chosen": row_id == plan.login,
            }
        )
    return found


def _whose(plan: Plan) -> list[dict[str, Any]]:
    """The kinds of which one may choose whose rows go on, where there are any (A2)."""
    found = []
    for mover in plan.noun.movers:
        numbers = mover.count(list(plan.rows), {}) if isinstance(mover, Chosen) else {}
        if isinstance(mover, Chosen) and numbers:
            sides = [
                (str(row_id), str(row), words.count(mover.key, numbers.get(row_id, 0)))
                for row_id, row in plan.rows.items()
            ]
            chosen = plan.whose[mover.key]
            question = _(mover.question)
            found.append({"key": mover.key, "question": question, "chosen": chosen, "sides": sides})
    return found


def _moves(plan: Plan) -> list[dict[str, Any]]:
    found = []
    for key, by_owner in plan.moves.items():
        if key not in words.LABELS or not sum(by_owner.values()):
            continue
        numbers = [formatting.number(by_owner.get(row_id, 0)) for row_id in plan.rows]
        total = formatting.number(sum(by_owner.values()))
        found.append({"label": _(words.LABELS[key]), "numbers": numbers, "total": total})
    return found
