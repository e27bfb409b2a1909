"""Narrowing a list to rows that look alike: "similar found" (H14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement

from admin_app.i18n import N_
from admin_app.permissions import Actor
from admin_app.services import similar
from admin_app.services.shared.listing import Filter, FilterKind


def similar_filter(noun: similar.Noun) -> Filter:
    """The filter `similar=1` of a list: rows with similar ones in reach; `0` gives the others."""

    def for_actor(actor: Actor) -> Filter:
        def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
            if values[0] not in {"0", "1"}:
                return None
            found = similar.has_similar(noun, actor)
            return found if values[0] == "1" else ~found

        return Filter("similar", N_("Similar found"), FilterKind.BOOL, condition)

    return replace(for_actor(Actor.system("command")), for_actor=for_actor)
