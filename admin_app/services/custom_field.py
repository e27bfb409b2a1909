"""Custom fields as they are set up: added, changed, ordered, retired, brought back (S7, A12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from admin_app import clock
from admin_app.errors import Conflict, Invalid, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, demand
from admin_app.services import choice_list as choice_lists
from admin_app.services import custom_index
from admin_app.services.shared.custom_definitions import read_definition, read_key
from admin_app.services.shared.custom_fields import MODELS, fields_of, forget, label_of
from admin_app.services.shared.reading import Reading
from admin_app.services.shared.unit_of_work import act_as, audit
from models import CustomField
from models.base import db
from models.enums import FieldKind, FieldNoun, PointKind

MOST_FIELDS = 200
"""So many fields a noun may have in use."""
OTHER_COLUMNS = frozenset(
    {"name", "company", "company_email", "contact", "parent", "parent_id", "group", "domains",
     "contacts", "equipment", "custom", "points", "phones", "emails", "similar", "tickets",
     *(kind.value for kind in PointKind)}
)  # fmt: skip
"""Column keys of lists, imports and exports that are no columns of the tables."""
WITH_CHOICES = (FieldKind.CHOICE, FieldKind.CHOICES)


def get(field_id: int, actor: Actor) -> CustomField:
    """The definition; raises NotFound, NotAllowed."""
    demand(actor, Permission.FIELDS_EDIT)
    field = db.session.get(CustomField, field_id)
    if field is None:
        raise NotFound(f"field {field_id}")
    return field


def is_built_in(noun: FieldNoun, key: str) -> bool:
    """Whether a noun has a column of this key by itself."""
    columns = set(MODELS[noun].__table__.columns.keys())
    return key.casefold() in columns | OTHER_COLUMNS


def create(
    noun: FieldNoun,
    typed: Mapping[str, Any],
    actor: Actor,
    *,
    is_taken: Callable[[str], bool] = lambda _key: False,
) -> CustomField:
    """Add a field at the end of its noun's.

    `typed` holds `key` (made from the label when empty), `kind`, `labels` and `helps` by language,
    the flags `visible`, `editable`, `required`, `indexed`, and what the kind has: `unit`,
    `minimum`, `maximum`, `decimals`; `mask`, `currency`; `default`; `choice_list_id`, or `choices`
    with one label a line for a list of its own. `is_taken` says of a key that files mean something
    else by it. Raises Invalid with every wrong field, Conflict (fields_many), NotAllowed.
    """
    demand(actor, Permission.FIELDS_EDIT)
    reading = Reading()
    kind = _kind(reading, typed.get("kind"))
    values = read_definition(reading, kind, typed)
    others = fields_of(noun, retired=True)
    key = read_key(reading, typed.get("key"), typed.get("labels") or {})
    _check_key(reading, noun, key, others, is_taken)
    reading.done()
    if sum(field.retired_at is None for field in others) >= MOST_FIELDS:
        raise Conflict("fields_many", limit=MOST_FIELDS)
    field = CustomField(noun=noun, key=key, kind=kind, **values)
    field.position = max((other.position for other in others), default=-1) + 1
    act_as(db.session, actor)
    _choose_list(field, typed, actor)
    _only_default(field, others)
    db.session.add(field)
    try:
        db.session.flush()
    except IntegrityError:  # somebody took the key in the same moment
        raise Invalid.one("key", "key_taken", value=key) from None
    custom_index.follow(field, wanted_before=False)
    return field


def update_field(
    field: CustomField, typed: Mapping[str, Any], actor: Actor, *, version: int | None = None
) -> CustomField:
    """Change what may change of a field: all but its noun, key and kind.

    Values that rows have already stay as they are, also where they break newer rules. Raises
    Invalid, NotAllowed, StaleWrite.
    """
    demand(actor, Permission.FIELDS_EDIT)
    if version is not None and version != field.version:
        raise StaleWrite
    if typed.get("key", field.key) != field.key:
        raise Invalid.one("key", "key_fixed")
    if typed.get("kind", field.kind) != field.kind:
        raise Invalid.one("kind", "field_kind_fixed")
    reading = Reading()
    values = read_definition(reading, field.kind, typed)
    reading.done()
    act_as(db.session, actor)
    wanted = custom_index.wants(field)
    for name, value in values.items():
        setattr(field, name, value)
    _choose_list(field, typed, actor)
    _only_default(field, fields_of(field.noun, retired=True))
    db.session.flush()
    custom_index.follow(field, wanted_before=wanted)
    return field


def put_in_order(noun: FieldNoun, ids: Sequence[int], actor: Actor) -> None:
    """Put the fields of a noun in this order; those that are not named come after, as they were."""
    demand(actor, Permission.FIELDS_EDIT)
    before = fields_of(noun)
    places = {field_id: place for place, field_id in enumerate(ids)}
    after = sorted(before, key=lambda field: places.get(field.id, len(places)))
    if [f.id for f in before] == [f.id for f in after]:
        return
    act_as(db.session, actor)
    for place, field in enumerate(after):
        statement = update(CustomField).where(CustomField.id == field.id).values(position=place)
        db.session.execute(statement.execution_options(audited=True))
    orders = [[field.key for field in fields] for fields in (before, after)]
    audit(db.session, actor, "update", "custom_field", row_name="", changes={"order": orders})
    forget(db.session)


def move(field: CustomField, by: int, actor: Actor) -> None:
    """Move a field up (negative) or down among those of its noun in use."""
    ids = [other.id for other in fields_of(field.noun)]
    if field.id not in ids:
        raise Conflict("field_retired", name=label_of(field, actor.language))
    place = ids.index(field.id)
    ids.insert(max(0, min(len(ids) - 1, place + by)), ids.pop(place))
    put_in_order(field.noun, ids, actor)


def rows_with_value(field: CustomField) -> int:
    """How many rows outside the trash have a value in this field."""
    model = MODELS[field.noun]
    has = model.custom[field.key].as_string().is_not(None)
    query = select(func.count()).select_from(model).where(model.deleted_at.is_(None), has)
    return db.session.scalar(query) or 0


def retire(field: CustomField, actor: Actor) -> None:
    """Take a field out of use; its key stays taken, and the rows keep their values."""
    demand(actor, Permission.FIELDS_EDIT)
    if field.retired_at is None:
        act_as(db.session, actor)
        wanted = custom_index.wants(field)
        field.retired_at = clock.now()
        db.session.flush()
        custom_index.follow(field, wanted_before=wanted)


def bring_back(field: CustomField, actor: Actor) -> None:
    """Take a retired field into use again, with all values that rows still have.

    It comes last, and a default phone gives way to the one that is it meanwhile. Raises Conflict.
    """
    demand(actor, Permission.FIELDS_EDIT)
    if field.retired_at is None:
        return
    used = fields_of(field.noun)
    if len(used) >= MOST_FIELDS:
        raise Conflict("fields_many", limit=MOST_FIELDS)
    act_as(db.session, actor)
    if any(other.options.get("default") for other in used):
        field.options = {k: v for k, v in field.options.items() if k != "default"}
    field.position = max((other.position for other in used), default=-1) + 1
    field.retired_at = None
    db.session.flush()
    custom_index.follow(field, wanted_before=False)


def _kind(reading: Reading, typed: Any) -> FieldKind:
    if typed in set(FieldKind):
        return FieldKind(typed)
    reading.problem("kind", "field_kind_needed")
    return FieldKind.TEXT


def _check_key(
    reading: Reading,
    noun: FieldNoun,
    key: str,
    others: Sequence[CustomField],
    is_taken: Callable[[str], bool],
) -> None:
    if not key:
        return
    if is_built_in(noun, key) or is_taken(key):
        reading.problem("key", "key_built_in", value=key)
    for other in others:
        if other.key.casefold() == key.casefold():
            code = "key_taken" if other.retired_at is None else "key_of_retired"
            reading.problem("key", code, value=other.key)


def _choose_list(field: CustomField, typed: Mapping[str, Any], actor: Actor) -> None:
    """The choice list of the field: the one chosen, or a new one of the choices typed."""
    if field.kind not in WITH_CHOICES:
        return
    chosen = str(typed.get("choice_list_id") or "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        try:
            field.choice_list = choice_lists.get(int(chosen), actor)
        except NotFound:
            raise Invalid.one("choice_list_id", "choice_list_unknown") from None
        return
    if field.choice_list is not None and "choices" not in typed:
        return
    choices = choice_lists.named_by(str(typed.get("choices") or ""), actor.language)
    choice_lists.demand_filled(choices)
    name = choice_lists.free_name(label_of(field, actor.language))
    field.choice_list = choice_lists.create({"name": name, "choices": choices}, actor)


def _only_default(field: CustomField, others: Sequence[CustomField]) -> None:
    """One default phone a noun: a new one takes the place of the one before."""
    if not field.options.get("default"):
        return
    for other in others:
        if other is not field and other.options.get("default") and other.retired_at is None:
            other.options = {k: v for k, v in other.options.items() if k != "default"}
