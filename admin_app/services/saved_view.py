"""Saved views of lists: whose they are, with whom they are shared, and who may change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from admin_app.errors import Invalid, NotAllowed, NotFound, Problem
from admin_app.permissions import Actor, Permission, allowed, demand
from admin_app.services import access_group as groups
from admin_app.services.lists import LISTS
from admin_app.services.lists.conditions import LARGEST_ID
from admin_app.services.lists.users import USERS
from admin_app.services.shared.listing import ListQuery, ListSpec
from admin_app.services.shared.listing.stored import to_data
from admin_app.services.shared.unit_of_work import act_as
from admin_app.services.shared.values import ValueProblem, parse_text
from models import AccessGroup, SavedView, User
from models.base import db

NAME_LENGTH = 100
MOST_IN_MENU = 10
"""So many views fit into a person's side bar."""
VIEWED: dict[str, ListSpec] = {**LISTS, USERS.noun: USERS}
"""The lists that views can be saved of, by their noun."""


def visible(noun: str, actor: Actor) -> list[SavedView]:
    """The views of a list that the actor sees: his own first, each by name."""
    query = select(SavedView).where(SavedView.noun == noun, _within_reach(actor))
    people = (
        joinedload(SavedView.owner)
        .load_only(User.full_name, User.is_active)
        .options(lazyload(User.group)),
        joinedload(SavedView.group).load_only(AccessGroup.key, AccessGroup.name),
    )
    return _in_order(db.session.scalars(query.options(*people)).all(), actor)


def in_menu(actor: Actor) -> list[SavedView]:
    """The views in the actor's side bar, of lists that he may see."""
    nouns = [noun for noun, spec in VIEWED.items() if allowed(actor, spec.view)]
    query = select(SavedView).where(SavedView.in_menu, SavedView.noun.in_(nouns), _his(actor))
    return _in_order(db.session.scalars(query).all(), actor)[:MOST_IN_MENU]


def get(view_id: int, *, actor: Actor) -> SavedView:
    """The view, if the actor sees it and its list; raises NotFound."""
    query = select(SavedView).where(SavedView.id == view_id, _within_reach(actor))
    view = db.session.scalar(query) if view_id <= LARGEST_ID else None
    if view is None or view.noun not in VIEWED or not allowed(actor, VIEWED[view.noun].view):
        raise NotFound(f"view {view_id}")
    return view


def create(
    noun: str,
    values: Mapping[str, Any],
    query: ListQuery,
    *,
    actor: Actor,
    columns: Sequence[str] = (),
) -> SavedView:
    """Keep a question to a list as `name`, shared with the group `group_id` if one is given.

    `in_menu` puts it into the side bar; without `columns` each person sees his own. Raises
    NotAllowed and Invalid.
    """
    demand(actor, VIEWED[noun].view)
    if actor.user_id is None:
        raise NotAllowed("a view has an owner")
    view = SavedView(noun=noun, owner_id=actor.user_id, query=to_data(query, columns))
    _give(view, {"name": "", **values}, actor)
    db.session.add(view)
    _flush(view, actor)
    return view


def update(view: SavedView, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change `name`, `group_id` or `in_menu`; keys that are not given stay.

    Raises NotAllowed and Invalid.
    """
    _demand_own(view, actor)
    _give(view, values, actor)
    _flush(view, actor)


def set_query(view: SavedView, query: ListQuery, *, actor: Actor) -> None:
    """Let the view ask this from now on; its columns stay. Raises NotAllowed."""
    _demand_change_for_all(view, actor)
    view.query = to_data(query, view.query.get("columns", ()))
    _flush(view, actor)


def set_columns(view: SavedView, columns: Sequence[str], *, actor: Actor) -> None:
    """Give the view these columns, or none of its own. Raises NotAllowed."""
    _demand_change_for_all(view, actor)
    view.query = {**view.query, "columns": list(columns)}
    _flush(view, actor)


def delete(view: SavedView, *, actor: Actor) -> None:
    """Delete a view, also for those it is shared with. Raises NotAllowed."""
    _demand_own(view, actor)
    act_as(db.session, actor)
    db.session.delete(view)
    db.session.flush()


def take_over(view: SavedView, *, actor: Actor) -> None:
    """Become the owner of a shared view whose owner left. Raises NotAllowed and Invalid."""
    if not may_take_over(view, actor):
        raise NotAllowed("take over")
    _demand_free_name(view, view.name, actor)
    view.owner_id = actor.user_id  # type: ignore[assignment]
    _flush(view, actor)


def is_own(view: SavedView, actor: Actor) -> bool:
    """Whether the actor may change and delete the view at all."""
    return actor.user_id is not None and view.owner_id == actor.user_id


def may_change_for_all(view: SavedView, actor: Actor) -> bool:
    """Whether the actor may change what the view shows, to all who have it."""
    return is_own(view, actor) and (view.group_id is None or allowed(actor, Permission.VIEWS_SHARE))


def may_take_over(view: SavedView, actor: Actor) -> bool:
    """Whether the view is shared, its owner left, and the actor is in charge of groups."""
    if actor.user_id is None or is_own(view, actor) or view.group_id is None:
        return False
    return not view.owner.is_active and allowed(actor, Permission.GROUPS_EDIT)


def groups_for(noun: str, actor: Actor) -> list[AccessGroup]:
    """The groups that the actor may share views of this list with: staff who may see it."""
    if not allowed(actor, Permission.VIEWS_SHARE):
        return []
    needed = VIEWED[noun].view
    return [
        group
        for group in groups.all_groups()
        if group.access_type in groups.STAFF_TYPES and needed in group.permissions
    ]


def others_count(view: SavedView) -> int:
    """How many active people beside the owner have the view by their group."""
    query = select(func.count()).where(
        User.group_id == view.group_id, User.id != view.owner_id, User.is_active
    )
    return db.session.scalar(query) or 0


def _his(actor: Actor) -> ColumnElement[bool]:
    """His own views, and those shared with his group."""
    group = select(User.group_id).where(User.id == actor.user_id).scalar_subquery()
    return or_(SavedView.owner_id == actor.user_id, SavedView.group_id == group)


def _within_reach(actor: Actor) -> ColumnElement[bool]:
    """What is his; for those in charge of groups also what people who left still share."""
    if not allowed(actor, Permission.GROUPS_EDIT):
        return _his(actor)
    left = SavedView.owner_id.in_(select(User.id).where(User.is_active.is_(False)))
    return or_(_his(actor), and_(left, SavedView.group_id.is_not(None)))


def _in_order(views: Sequence[SavedView], actor: Actor) -> list[SavedView]:
    return sorted(views, key=lambda v: (not is_own(v, actor), v.name.casefold(), v.id))


def _demand_own(view: SavedView, actor: Actor) -> None:
    if not is_own(view, actor):
        raise NotAllowed("not his view")


def _demand_change_for_all(view: SavedView, actor: Actor) -> None:
    if not may_change_for_all(view, actor):
        raise NotAllowed("not his to change for all")


def _give(view: SavedView, values: Mapping[str, Any], actor: Actor) -> None:
    """Set the given values; raises Invalid with all that is wrong at once."""
    problems: list[Problem] = []
    for name, read in (("name", _name), ("group_id", _group_id), ("in_menu", _in_menu)):
        if name not in values:
            continue
        try:
            setattr(view, name, read(view, values[name], actor))
        except Invalid as error:
            problems += error.problems
    if problems:
        raise Invalid(*problems)


def _name(view: SavedView, typed: Any, actor: Actor) -> str:
    try:
        name = parse_text(typed, NAME_LENGTH)
    except ValueProblem as problem:
        raise Invalid.one("name", problem.code, **problem.params) from None
    if not name:
        raise Invalid.one("name", "required")
    if name != view.name:
        _demand_free_name(view, name, actor)
    return name


def _demand_free_name(view: SavedView, name: str, actor: Actor) -> None:
    query = select(SavedView).where(
        SavedView.owner_id == actor.user_id, SavedView.noun == view.noun
    )
    with db.session.no_autoflush:
        others = [other for other in db.session.scalars(query) if other is not view]
    if any(other.name.casefold() == name.casefold() for other in others):
        raise Invalid.one("name", "name_taken", value=name)


def _group_id(view: SavedView, chosen: Any, actor: Actor) -> int | None:
    """The group to share with, None for nobody; one that it is shared with already may stay."""
    if not chosen or chosen == view.group_id:
        return chosen or None
    if all(group.id != chosen for group in groups_for(view.noun, actor)):
        raise Invalid.one("group_id", "view_group_wrong")
    return int(chosen)


def _in_menu(view: SavedView, wanted: Any, actor: Actor) -> bool:
    if wanted and not view.in_menu:
        query = select(func.count()).where(
            SavedView.owner_id == actor.user_id, SavedView.in_menu, SavedView.id != view.id
        )
        with db.session.no_autoflush:
            number = db.session.scalar(query) or 0
        if number >= MOST_IN_MENU:
            raise Invalid.one("in_menu", "menu_full", limit=MOST_IN_MENU)
    return bool(wanted)


def _flush(view: SavedView, actor: Actor) -> None:
    act_as(db.session, actor)
    db.session.flush()
    db.session.expire(view, ["owner", "group"])
