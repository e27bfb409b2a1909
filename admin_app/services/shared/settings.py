"""Settings that administrators change in the panel: typed, with defaults, kept in one table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from admin_app.permissions import Actor, Permission, demand
from admin_app.services.shared.unit_of_work import act_as
from models import Setting
from models.base import db

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)
else:
    T = TypeVar("T")


@dataclass(frozen=True)
class Definition(Generic[T]):
    """A setting: its name in the table, its default, and how stored values are read.

    `load` gets the stored values over those of the default and raises `Invalid` for wrong ones.
    `needs` is the permission to change it.
    """

    name: str
    default: T
    load: Callable[[Mapping[str, Any]], T]
    needs: Permission = Permission.SETTINGS_EDIT


def get(definition: Definition[T]) -> T:
    """The setting as it is now; fields that were never changed have their defaults."""
    row = db.session.get(Setting, definition.name)
    if row is None:
        return definition.default
    return definition.load({**dataclasses.asdict(definition.default), **row.value})


def put(definition: Definition[T], value: Mapping[str, Any], *, actor: Actor) -> T:
    """Change the given fields of a setting and keep it; raises Invalid, NotAllowed."""
    demand(actor, definition.needs)
    known = dataclasses.asdict(definition.default)
    wanted = {key: value[key] for key in value if key in known}
    merged = definition.load({**dataclasses.asdict(get(definition)), **wanted})
    act_as(db.session, actor)
    row = db.session.get(Setting, definition.name)
    if row is None:
        db.session.add(Setting(name=definition.name, value=dataclasses.asdict(merged)))
    else:
        row.value = dataclasses.asdict(merged)
    db.session.flush()
    return merged
