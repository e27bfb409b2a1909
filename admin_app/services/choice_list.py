"""Choice lists: the dictionaries that custom fields offer (S7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from anyascii import anyascii
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.i18n import LANGUAGES
from admin_app.permissions import Actor, Permission, demand
from admin_app.services.shared.reading import Reading
from admin_app.services.shared.unit_of_work import act_as, audit
from admin_app.services.shared.values import parse_text
from models import Choice, ChoiceList, CustomField
from models.base import db
from models.custom_field import KEY_LENGTH
from models.normalize import fold

NAME_LENGTH = 100
LABEL_LENGTH = 200
MOST_CHOICES = 500
_NOT_KEY = re.compile(r"[^a-z0-9]+")


def get(list_id: int, actor: Actor) -> ChoiceList:
    """The list with its choices; raises NotFound, NotAllowed."""
    demand(actor, Permission.FIELDS_EDIT)
    found = db.session.get(ChoiceList, list_id)
    if found is None:
        raise NotFound(f"choice list {list_id}")
    return found


def all_lists(actor: Actor) -> Sequence[ChoiceList]:
    """Every list by name, with its choices."""
    demand(actor, Permission.FIELDS_EDIT)
    query = select(ChoiceList).options(selectinload(ChoiceList.choices)).order_by(ChoiceList.name)
    return db.session.scalars(query).all()


def users_of(list_ids: Sequence[int]) -> dict[int, list[CustomField]]:
    """The fields that use each of these lists, retired ones too."""
    query = select(CustomField).where(CustomField.choice_list_id.in_(list_ids))
    found: dict[int, list[CustomField]] = {list_id: [] for list_id in list_ids}
    for field in db.session.scalars(query.order_by(CustomField.noun, CustomField.position)):
        if field.choice_list_id is not None:
            found[field.choice_list_id].append(field)
    return found


def create(typed: Mapping[str, Any], actor: Actor) -> ChoiceList:
    """Add a list of `name` and `choices`; see `update`. Raises Invalid, NotAllowed."""
    demand(actor, Permission.FIELDS_EDIT)
    made = ChoiceList(name="", choices=[])
    with db.session.no_autoflush:
        _apply(made, typed, actor)
        db.session.add(made)
        _flush(made)
        _tell(made, [], actor)
    return made


def update(choice_list: ChoiceList, typed: Mapping[str, Any], actor: Actor) -> ChoiceList:
    """Change the name, and the choices as a whole.

    `choices` are in their order, each with `id` (None for a new one), `labels` by language and
    `retired`. A choice that is not among them stays as it is, behind them: somebody else may have
    just added it. None is ever deleted: rows keep its key, which never changes. Problems come
    under `name` and `choices`. Raises Invalid, NotAllowed.
    """
    demand(actor, Permission.FIELDS_EDIT)
    before = _told(choice_list)
    with db.session.no_autoflush:
        _apply(choice_list, typed, actor)
        _flush(choice_list)
        _tell(choice_list, before, actor)
    return choice_list


def delete(choice_list: ChoiceList, actor: Actor) -> None:
    """Delete a list that no field uses; raises Conflict, NotAllowed."""
    demand(actor, Permission.FIELDS_EDIT)
    if users_of([choice_list.id])[choice_list.id]:
        raise Conflict("choice_list_in_use", name=choice_list.name)
    act_as(db.session, actor)
    db.session.delete(choice_list)
    db.session.flush()


def free_name(wanted: str) -> str:
    """A name for a new list that none has: `wanted`, or with a number after it."""
    taken = {fold(name) for name in db.session.scalars(select(ChoiceList.name))}
    base, number, name = wanted[: NAME_LENGTH - 5], 2, wanted[:NAME_LENGTH]
    while fold(name) in taken:
        name, number = f"{base} {number}", number + 1
    return name


def _apply(choice_list: ChoiceList, typed: Mapping[str, Any], actor: Actor) -> None:
    reading = Reading()
    if "name" in typed:
        reading.read("name", lambda text: parse_text(text, NAME_LENGTH), typed["name"])
        _check_name(reading, choice_list)
    rows = _read_choices(reading, typed["choices"]) if "choices" in typed else None
    values = reading.done()
    act_as(db.session, actor)
    choice_list.name = values.get("name", choice_list.name)
    if rows is not None:
        _put(choice_list, rows)


def _flush(choice_list: ChoiceList) -> None:
    name = choice_list.name
    try:
        db.session.flush()
    except IntegrityError:  # somebody took the name in the same moment
        raise Invalid.one("name", "name_taken", value=name) from None


def _check_name(reading: Reading, choice_list: ChoiceList) -> None:
    name = reading.values.get("name")
    if name == "":
        reading.problem("name", "required")
    elif name:
        same = select(ChoiceList.id).where(func.lower(ChoiceList.name) == name.lower())
        if db.session.scalar(same.where(ChoiceList.id != (choice_list.id or 0)).limit(1)):
            reading.problem("name", "name_taken", value=name)


def _read_choices(reading: Reading, typed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for given in typed:
        part = Reading()
        for language in LANGUAGES:
            part.read(
                language, lambda text: parse_text(text, LABEL_LENGTH), given["labels"].get(language)
            )
        reading.problems += [type(p)("choices", p.code, p.params) for p in part.problems]
        labels = {language: text for language, text in part.values.items() if text}
        if not labels:
            if given.get("id"):
                reading.problem("choices", "choice_nameless")
            continue
        words = set() if given.get("retired") else {fold(text) for text in labels.values()}
        if taken := words & seen:
            reading.problem("choices", "choice_twice", value=_as_typed(labels, taken))
        seen |= words
        rows.append({"id": given.get("id"), "labels": labels, "retired": given.get("retired")})
    if len(rows) > MOST_CHOICES:
        reading.problem("choices", "choices_many", limit=MOST_CHOICES)
    if not any(not row["retired"] for row in rows):
        reading.problem("choices", "choices_none")
    return rows


def _as_typed(labels: Mapping[str, str], folded: set[str]) -> str:
    return next(text for text in labels.values() if fold(text) in folded)


def _put(choice_list: ChoiceList, rows: list[dict[str, Any]]) -> None:
    known = {choice.id: choice for choice in choice_list.choices if choice.id}
    keys = {choice.key for choice in choice_list.choices}
    kept = set()
    for place, row in enumerate(rows):
        choice = known.get(row["id"])
        if choice is None:
            choice = Choice(key=_new_key(row["labels"], keys))
            keys.add(choice.key)
            choice_list.choices.append(choice)
        kept.add(choice)
        if choice.labels != row["labels"]:
            choice.labels = row["labels"]
        choice.position = place
        _retire(choice, retired=bool(row["retired"]))
    for place, choice in enumerate(c for c in known.values() if c not in kept):
        choice.position = len(rows) + place


def _retire(choice: Choice, *, retired: bool) -> None:
    if retired != (choice.retired_at is not None):
        choice.retired_at = clock.now() if retired else None


def _new_key(labels: Mapping[str, str], taken: set[str]) -> str:
    text = labels.get("en") or next(iter(labels.values()))
    plain = _NOT_KEY.sub("_", anyascii(fold(text)).lower()).strip("_")[: KEY_LENGTH - 5]
    base = plain or "choice"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def _told(choice_list: ChoiceList) -> list[str]:
    """The choices in use as the audit tells them, in their order."""
    used = [choice for choice in choice_list.choices if choice.retired_at is None]
    in_order = sorted(used, key=lambda choice: choice.position)
    return [" / ".join(dict.fromkeys(choice.labels.values())) for choice in in_order]


def _tell(choice_list: ChoiceList, before: list[str], actor: Actor) -> None:
    after = _told(choice_list)
    if before != after:
        changes = {"choices": [before, after]}
        audit(
            db.session, actor, "update", "choice_list",
            row_id=choice_list.id, row_name=choice_list.name, changes=changes,
        )  # fmt: skip


def named_by(lines: str, language: str) -> list[dict[str, Any]]:
    """New choices of a text with one label a line, as `update` takes them."""
    labels = dict.fromkeys(line.strip() for line in lines.splitlines())
    return [
        {"id": None, "labels": {language: label}, "retired": False} for label in labels if label
    ]


def demand_filled(choices: list[dict[str, Any]]) -> None:
    """Raise Invalid when a new field was given no choices."""
    if not choices:
        raise Invalid.one("choices", "choices_none")
