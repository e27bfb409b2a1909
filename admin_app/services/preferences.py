"""What a person set for his own lists: columns in their order, density, page size (S9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm.attributes import flag_modified

from admin_app.permissions import Actor
from admin_app.services.shared.listing import Field, ListSpec
from admin_app.services.shared.listing.paging import DEFAULT_PAGE_SIZE, PAGE_SIZES
from models import User
from models.base import db


class Density(StrEnum):
    """How close the rows of a table stand."""

    COMPACT = "compact"
    NORMAL = "normal"
    RELAXED = "relaxed"


@dataclass(frozen=True)
class ListPreferences:
    """How one person sees one list. `columns` are keys of fields, the name first."""

    columns: tuple[str, ...]
    density: Density = Density.NORMAL
    page_size: int = DEFAULT_PAGE_SIZE


def list_preferences(user: User, spec: ListSpec, actor: Actor) -> ListPreferences:
    """The person's own setting of the list, else the default.

    Kept by keys: a column that is gone or no longer allowed drops out, the name always stays.
    """
    fields = {f.key: f for f in spec.fields_for(actor)}
    kept = user.preferences.get("lists", {}).get(spec.noun, {})
    chosen = [key for key in kept.get("columns", ()) if key in fields]
    default = [f.key for f in fields.values() if f.shown]
    density = kept.get("density")
    size = kept.get("page_size")
    return ListPreferences(
        columns=_name_first(chosen or default, spec),
        density=Density(density) if density in set(Density) else Density.NORMAL,
        page_size=size if size in PAGE_SIZES else DEFAULT_PAGE_SIZE,
    )


def save_columns(
    user: User, spec: ListSpec, actor: Actor, *, columns: Sequence[str], density: str
) -> None:
    """Keep the chosen columns and the density; unknown ones are left out."""
    known = {f.key for f in spec.fields_for(actor)}
    chosen = [key for key in dict.fromkeys(columns) if key in known]
    kept = _kept(user, spec)
    kept["columns"] = list(_name_first(chosen, spec))
    save_density(user, spec, density)


def save_density(user: User, spec: ListSpec, density: str) -> None:
    """Keep how close the rows stand; an unknown word changes nothing."""
    if density in set(Density):
        _kept(user, spec)["density"] = density
    _save(user)


def save_page_size(user: User, spec: ListSpec, size: int) -> None:
    """Keep the number of rows on a page; other numbers than those offered are ignored."""
    if size in PAGE_SIZES:
        _kept(user, spec)["page_size"] = size
        _save(user)


def reset(user: User, spec: ListSpec) -> None:
    """Forget how this list shall look; the view that it opens with stays."""
    view_id = default_view(user, spec)
    user.preferences.setdefault("lists", {}).pop(spec.noun, None)
    if view_id is not None:
        _kept(user, spec)["view"] = view_id
    _save(user)


def default_view(user: User, spec: ListSpec) -> int | None:
    """The id of the saved view that the list opens with; it may be gone meanwhile."""
    view_id: int | None = user.preferences.get("lists", {}).get(spec.noun, {}).get("view")
    return view_id


def set_default_view(user: User, spec: ListSpec, view_id: int | None) -> None:
    """Open the list with this saved view from now on, or with all rows."""
    _kept(user, spec)["view"] = view_id
    _save(user)


def with_columns(
    preferences: ListPreferences, columns: Sequence[str], spec: ListSpec
) -> ListPreferences:
    """The same with other columns; the name stays first."""
    return replace(preferences, columns=_name_first(columns, spec))


def shown_fields(spec: ListSpec, preferences: ListPreferences, actor: Actor) -> list[Field]:
    """The fields to show, in the person's order."""
    fields = {f.key: f for f in spec.fields_for(actor)}
    return [fields[key] for key in preferences.columns]


def _name_first(columns: Sequence[str], spec: ListSpec) -> tuple[str, ...]:
    name = spec.fields[0].key
    return (name, *(key for key in columns if key != name))


def _kept(user: User, spec: ListSpec) -> dict[str, object]:
    lists = user.preferences.setdefault("lists", {})
    kept: dict[str, object] = lists.setdefault(spec.noun, {})
    return kept


def _save(user: User) -> None:
    flag_modified(user, "preferences")
    db.session.flush()
