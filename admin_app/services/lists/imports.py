"""Narrowing a list to what an import brought, for the link of its result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.i18n import N_
from admin_app.permissions import Actor, Permission
from admin_app.services import import_run
from admin_app.services.shared.listing import Dated, Filter, FilterKind
from models.enums import ImportNoun


def import_filter(noun: ImportNoun, column: InstrumentedAttribute[Any]) -> Filter:
    """The filter `import_run=RUN` of a list, of runs that its reader may see."""

    def for_actor(actor: Actor) -> Filter:
        def label(value: str) -> Dated | None:
            run = import_run.find(value, actor)
            return Dated(run.file_name, run.created_at) if run else None

        return Filter(
            "import_run",
            N_("From import"),
            FilterKind.LINK,
            import_run.members(noun, column, actor),
            label_of=label,
            needs=Permission.IMPORT,
        )

    return replace(for_actor(Actor.system("command")), for_actor=for_actor)
