"""Access groups: their rights, and who may change them (H3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from admin_app.errors import Conflict, Invalid, NotFound
from admin_app.permissions.actor import Actor
from admin_app.permissions.groups import DEFAULT_GROUPS, DefaultGroup
from admin_app.permissions.names import Permission
from admin_app.permissions.policy import demand
from admin_app.services import administrators, relation_kind
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import ValueProblem, parse_text
from models import AccessGroup, Contact, User
from models.base import db
from models.enums import AccessType

NAME_LENGTH = 100
STAFF_TYPES = frozenset({AccessType.ADMINISTRATOR, AccessType.STAFF})


def ensure_defaults() -> dict[str, AccessGroup]:
    """The groups that Kontora comes with, by key; those that are missing are made.

    So are the kinds of relation between contacts.
    """
    found = {group.key: group for group in db.session.scalars(select(AccessGroup)) if group.key}
    db.session.info.setdefault("actor", Actor.system("setup"))
    for default in DEFAULT_GROUPS:
        if default.key not in found:
            found[default.key] = _make_default(default)
    relation_kind.ensure_defaults()
    return {default.key: found[default.key] for default in DEFAULT_GROUPS}


def group_by_key(key: str) -> AccessGroup:
    """The default group of this key; raises NotFound."""
    group = db.session.scalar(select(AccessGroup).where(AccessGroup.key == key))
    if group is None:
        raise NotFound(f"group {key}")
    return group


def all_groups() -> list[AccessGroup]:
    """Every group: the built-in ones in their order, then the others by name."""
    order = {default.key: place for place, default in enumerate(DEFAULT_GROUPS)}
    groups = db.session.scalars(select(AccessGroup))
    return sorted(groups, key=lambda g: (order.get(g.key or "", len(order)), g.name.casefold()))


def get(group_id: int, *, actor: Actor) -> AccessGroup:
    """The group to be shown or changed; raises NotAllowed and NotFound."""
    demand(actor, Permission.GROUPS_EDIT)
    group = db.session.get(AccessGroup, group_id)
    if group is None:
        raise NotFound(f"group {group_id}")
    return group


def create(values: Mapping[str, Any], *, actor: Actor) -> AccessGroup:
    """A new group of `name`, `access_type`, `permissions` and `second_factor_required`.

    Raises NotAllowed, Invalid, and Conflict (group_above_own, administrators_only).
    """
    demand(actor, Permission.GROUPS_EDIT)
    access_type = _access_type(values.get("access_type"))
    rights = _rights(values.get("permissions", ()), access_type)
    _demand_within_own(actor, access_type, rights, before=frozenset())
    group = AccessGroup(
        name=_name(values),
        access_type=access_type,
        permissions=sorted(rights),
        second_factor_required=_second_factor(values, actor, before=False),
    )
    act_as(db.session, actor)
    db.session.add(group)
    db.session.flush()
    return group


def update(group: AccessGroup, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change a group; keys that are not given stay.

    Raises NotAllowed, Invalid, and Conflict: own_rights, group_above_own, group_type_fixed,
    group_of_staff (contacts are in it), last_administrator, administrators_only.
    """
    demand(actor, Permission.GROUPS_EDIT)
    demand_not_above(actor, group)
    access_type = _access_type(values.get("access_type", group.access_type))
    rights = _rights(values.get("permissions", group.permissions), access_type)
    name = _name(values, group) if "name" in values else group.name
    second_factor = _second_factor(values, actor, before=group.second_factor_required)
    if access_type != group.access_type or rights != frozenset(group.permissions):
        _demand_changeable(group, access_type, actor=actor)
        _demand_within_own(actor, access_type, rights, before=frozenset(group.permissions))
    loses_keys = group.access_type == AccessType.ADMINISTRATOR != access_type
    if loses_keys:
        administrators.lock()
    act_as(db.session, actor)
    group.name = name
    group.access_type = access_type
    group.permissions = sorted(rights)
    group.second_factor_required = second_factor
    db.session.flush()
    if loses_keys:
        administrators.demand_one()


def delete(group: AccessGroup, *, actor: Actor) -> None:
    """Delete a group that nobody is in; raises NotAllowed and Conflict."""
    demand(actor, Permission.GROUPS_EDIT)
    demand_not_above(actor, group)
    if group.key:
        raise Conflict("group_built_in")
    users, contacts = counts(group)
    if users or contacts:
        raise Conflict("group_in_use", users=users, contacts=contacts)
    act_as(db.session, actor)
    db.session.delete(group)
    db.session.flush()


def counts(group: AccessGroup) -> tuple[int, int]:
    """How many users and contacts are in a group, those in the trash among them."""
    users = select(func.count()).where(User.group_id == group.id).select_from(User)
    contacts = select(func.count()).where(Contact.group_id == group.id).select_from(Contact)
    return db.session.scalar(users) or 0, db.session.scalar(contacts) or 0


def is_above(actor: Actor, group: AccessGroup) -> bool:
    """Whether the group can do something that the actor cannot."""
    if actor.access_type == AccessType.ADMINISTRATOR:
        return False
    if group.access_type == AccessType.ADMINISTRATOR:
        return True
    return not frozenset(group.permissions) <= actor.permissions


def demand_not_above(actor: Actor, group: AccessGroup) -> None:
    """Raise Conflict (group_above_own) where `is_above`."""
    if is_above(actor, group):
        raise Conflict("group_above_own")


def is_own(actor: Actor, group: AccessGroup) -> bool:
    """Whether the actor himself is in this group."""
    if actor.user_id is None:
        return False
    own = db.session.scalar(select(User.group_id).where(User.id == actor.user_id))
    return own == group.id


def _make_default(default: DefaultGroup) -> AccessGroup:
    group = AccessGroup(
        key=default.key,
        name=_free_name(default.name),
        access_type=default.access_type,
        permissions=sorted(default.permissions),
    )
    try:
        with db.session.begin_nested():
            db.session.add(group)
    except IntegrityError:
        return group_by_key(default.key)  # another process was faster
    return group


def _free_name(name: str) -> str:
    taken = db.session.scalar(select(AccessGroup.id).where(AccessGroup.name == name))
    return f"{name} (Kontora)" if taken else name


def _name(values: Mapping[str, Any], group: AccessGroup | None = None) -> str:
    try:
        name = parse_text(values.get("name"), NAME_LENGTH)
    except ValueProblem as problem:
        raise Invalid.one("name", problem.code, **problem.params) from None
    if not name:
        raise Invalid.one("name", "required")
    others = (other for other in db.session.scalars(select(AccessGroup)) if other is not group)
    if any(other.name.casefold() == name.casefold() for other in others):
        raise Invalid.one("name", "name_taken", value=name)
    return name


def _second_factor(values: Mapping[str, Any], actor: Actor, *, before: bool) -> bool:
    """Whether members need the second step; only administrators may change that."""
    wanted = bool(values.get("second_factor_required", before))
    if wanted != before and actor.access_type != AccessType.ADMINISTRATOR:
        raise Conflict("administrators_only")
    return wanted


def _access_type(value: Any) -> AccessType:
    try:
        return AccessType(value)
    except ValueError:
        choices = ", ".join(AccessType)
        raise Invalid.one("access_type", "choice_wrong", value=value, choices=choices) from None


def _rights(names: Iterable[str], access_type: AccessType) -> frozenset[str]:
    """What a group of this type can hold: administrators all, clients and partners nothing."""
    if access_type == AccessType.ADMINISTRATOR:
        return frozenset(Permission)
    if access_type not in STAFF_TYPES:
        return frozenset()
    return frozenset(names) & frozenset(Permission)


def _demand_changeable(group: AccessGroup, access_type: AccessType, *, actor: Actor) -> None:
    if is_own(actor, group):
        raise Conflict("own_rights")
    if access_type == group.access_type:
        return
    if group.key:
        raise Conflict("group_type_fixed")
    if access_type in STAFF_TYPES and counts(group)[1]:
        raise Conflict("group_of_staff")


def _demand_within_own(
    actor: Actor, access_type: AccessType, rights: frozenset[str], *, before: frozenset[str]
) -> None:
    """Only rights that the actor has may be given; and only those may be taken away."""
    if actor.access_type == AccessType.ADMINISTRATOR:
        return
    if access_type == AccessType.ADMINISTRATOR or not (rights ^ before) <= actor.permissions:
        raise Conflict("group_above_own")
