"""What a noun of the trash is, and what may hang on its rows.

Each noun says what hangs on a row and how that goes to the trash, comes back and goes for good. A
noun to come (tickets, equipment) adds a `Part` to the nouns that it hangs on, and a `Noun` of its
own if its rows have a place in the trash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.errors import Problem
from admin_app.permissions import Actor, Permission
from models.base import db

Ids = Select[int]
"""A query of the ids of rows: what is done costs the same few statements for ten thousand."""


@dataclass(frozen=True)
class Mark:
    """Who does it, and when."""

    actor: Actor
    moment: datetime


class Part:
    """One kind of thing that hangs on rows of a noun; `owners` are the ids of those rows."""

    key: str

    def count(self, owners: Ids, /) -> int:
        """How many there are."""
        raise NotImplementedError

    def goes(self, owners: Ids, /) -> None:
        """The owners have just gone to the trash. Raises Conflict where they may not."""

    def returns(self, _owners: Ids, /) -> list[Problem]:
        """The owners are coming back; answers with what cannot come with them."""
        return []

    def settled(self, _owners: Ids, /) -> list[Problem]:
        """The owners are back with all that went with them; answers with what is not as it was."""
        return []

    def gone(self, owners: Ids, mark: Mark, /) -> None:
        """The owners are about to be deleted for good."""


class Members:
    """Rows of a noun that belong to rows of another by the column `link`.

    They go to the trash with their owner only when asked to, and keep their link otherwise; with
    `always` they go in any case, and the right to delete the owner is enough.
    """

    always = False

    def __init__(self, noun: Noun, link: InstrumentedAttribute[int | None]) -> None:
        self.noun = noun
        self.link = link

    @property
    def key(self) -> str:
        """Their kind, as lists and counts name it."""
        return self.noun.list_key

    @property
    def tag(self) -> ColumnElement[str]:
        """What `deleted_with` holds for those that went with their owner."""
        owner = next(iter(self.link.property.columns[0].foreign_keys)).column.table.name
        return literal(f"{owner}:", String).concat(cast(self.link, String))

    def living(self, owners: Ids) -> Ids:
        """Those outside the trash."""
        model = self.noun.model
        return select(model.id).where(self.link.in_(owners), model.deleted_at.is_(None))

    def taken_along(self, owners: Ids) -> Ids:
        """Those that went to the trash with their owner, not by themselves."""
        model = self.noun.model
        return select(model.id).where(self.link.in_(owners), model.deleted_with == self.tag)

    def counts_along(self, owners: Ids) -> Mapping[int, int]:
        """How many went with each of the owners, in one query."""
        theirs = self.taken_along(owners).with_only_columns(self.link, func.count())
        rows = db.session.execute(theirs.group_by(self.link))
        return {owner: number for owner, number in rows if owner is not None}

    def left_behind(self, owners: Ids, mark: Mark, /) -> None:
        """The owners are about to be deleted for good; these stay, wherever they are."""
        raise NotImplementedError


@dataclass(frozen=True)
class Noun:
    """A kind of row that goes to the trash: its table, list, name, rights and what hangs on it."""

    model: type[Any]
    list_key: str
    name: InstrumentedAttribute[str]
    view: Permission
    delete: Permission
    parts: tuple[Part, ...] = ()
    members: tuple[Members, ...] = ()
