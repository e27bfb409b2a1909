"""The declaration of a list: one place that the page, the export and the command line read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm.interfaces import ORMOption

from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.shared.listing.custom import custom_fields, custom_filters
from admin_app.services.shared.listing.field import (
    Dated,
    Field,
    Filter,
    FilterKind,
    Option,
    Sort,
)
from models.enums import FieldNoun

__all__ = ["Dated", "Field", "Filter", "FilterKind", "ListSpec", "Option", "Sort"]


@dataclass(frozen=True)
class ListSpec:
    """Everything about the list of one noun. The first field is the name."""

    noun: str
    model: type[Any]
    fields: tuple[Field, ...]
    filters: tuple[Filter, ...]
    view: Permission
    load: tuple[ORMOption, ...] = ()
    default_sort: str = "created_at"
    default_descending: bool = True
    search: Callable[[str], ColumnElement[bool]] | None = None
    """How rows of a table without a folded search text are found."""
    rows: Callable[[Actor], Select[Any]] | None = None
    """What the list begins with, where that is not all rows outside the trash."""
    custom: FieldNoun | None = None
    """Whose custom fields it has beside its own, those of now."""

    def all_fields(self, language: str = "en") -> list[Field]:
        """All fields that there are now, whoever may see them."""
        if self.custom is None:
            return list(self.fields)
        return [*self.fields, *custom_fields(self.custom, language)]

    def all_filters(self, language: str = "en") -> list[Filter]:
        """All filters that there are now, whoever may use them."""
        if self.custom is None:
            return list(self.filters)
        return [*self.filters, *custom_filters(self.custom, language)]

    def fields_for(self, actor: Actor) -> list[Field]:
        """The fields that this actor may see."""
        fields = self.all_fields(actor.language)
        return [f for f in fields if f.needs is None or allowed(actor, f.needs)]

    def filters_for(self, actor: Actor) -> list[Filter]:
        """The filters that this actor may use."""
        return [
            f.for_actor(actor) if f.for_actor else f
            for f in self.all_filters(actor.language)
            if f.needs is None or allowed(actor, f.needs)
        ]

    def field(self, key: str, actor: Actor) -> Field | None:
        """The field by its key, if the actor may see it."""
        return next((f for f in self.fields_for(actor) if f.key == key), None)
