"""The saved view that the address of a list names, and the tabs that lead to the others.

`view=ID` alone asks the view's own question: the browser is sent on to an address that spells it
out, so that whatever reads the address reads all of it. With another argument of the list beside
it the address is the whole question, and the view gives the columns and what it is compared with.
`view=all` is the list without a view; the bare address is the view that the person opens it with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import NotFound
from admin_app.permissions import Actor
from admin_app.services import preferences, saved_view
from admin_app.services.preferences import ListPreferences
from admin_app.services.shared.custom_names import key_of
from admin_app.services.shared.listing import ListQuery, ListSpec
from admin_app.services.shared.listing.stored import StoredQuestion, asks_the_same, from_data
from models import SavedView, User
from views import current
from views.admin import labels
from views.admin.listing import arguments_of, is_fragment
from views.admin.rows import Action, Address

NAME = "view"
ALL = "all"


@dataclass(frozen=True)
class Tab:
    """A way to a view; `hint` says with whom it is shared."""

    label: str
    url: str
    active: bool
    hint: str = ""
    opens: bool = False


@dataclass(frozen=True)
class ListView:
    """The saved view under which a list is seen now, None without one."""

    spec: ListSpec
    user: User
    actor: Actor
    view: SavedView | None = None

    @cached_property
    def question(self) -> StoredQuestion:
        """What the view asks for this person."""
        return from_data(self.view.query if self.view else {}, self.spec, self.actor)

    @property
    def named(self) -> dict[str, Any]:
        """The argument of an address that names the view."""
        return {NAME: self.view.id} if self.view else {}

    @property
    def elsewhere(self) -> dict[str, Any] | None:
        """The arguments that spell the view's question out, where the address does not."""
        if self.view is None or _asks(self.spec):
            return None
        return {**self.named, **spelled_out(self.question.query, self.spec)}

    def preferences(self) -> ListPreferences:
        """How the list shall look: as the person set it, with the view's columns if it has some."""
        own = preferences.list_preferences(self.user, self.spec, self.actor)
        columns = self.question.columns
        return preferences.with_columns(own, columns, self.spec) if columns else own

    def context(self, query: ListQuery, address: Address) -> dict[str, Any]:
        """What the list's templates need for the tabs and for what differs from the view."""
        if self.spec.noun not in saved_view.VIEWED:
            return {}
        found: dict[str, Any] = {"view_bar": self._bar(query) if self.view else None}
        return found if is_fragment() else found | self._tabs(address)

    def _tabs(self, address: Address) -> dict[str, Any]:
        opens = preferences.default_view(self.user, self.spec)
        tabs = [Tab(_("All"), address({NAME: ALL}), self.view is None)]
        for view in saved_view.visible(self.spec.noun, self.actor):
            url, active = address({NAME: view.id}), view == self.view
            hint = _shared_hint(view, self.actor)
            tabs.append(Tab(view.name, url, active, hint, opens=view.id == opens))
        return {
            "view_tabs": tabs,
            "view_menu": self._menu(self.view, opens=opens) if self.view else [],
            "view_link": _link(self.view) if self.view else "",
            "save_view_url": self._new_url,
        }

    @property
    def _new_url(self) -> str:
        return url_for("views.new", noun=self.spec.noun)

    def _menu(self, view: SavedView, *, opens: int | None) -> list[Action]:
        """What this person may do with the view."""
        on = int(view.id != opens)
        found = [
            Action(
                "default",
                _("Open the list with this view") if on else _("Open the list with all rows"),
                url_for("views.default", view_id=view.id, on=on),
                "star",
                "post",
            )
        ]
        if saved_view.is_own(view, self.actor):
            edit = url_for("views.edit", view_id=view.id)
            delete = url_for("views.delete", view_id=view.id)
            found.insert(0, Action("edit", _("Rename and share"), edit, "pencil", "dialog"))
            found.append(Action("delete", _("Delete"), delete, "trash", "dialog", danger=True))
        if saved_view.may_take_over(view, self.actor):
            url = url_for("views.take_over", view_id=view.id)
            found.append(Action("take", _("Take over"), url, "user-check", "post"))
        return found

    def _bar(self, query: ListQuery) -> dict[str, Any] | None:
        """What differs from the view, and what it cannot show any more."""
        assert self.view is not None  # noqa: S101 - asked for with a view alone
        changed = not asks_the_same(query, self.question.query, self.spec, self.actor)
        notes = _notes(self.question)
        if not changed and not notes:
            return None
        return {
            "notes": notes,
            "changed": changed,
            "save": self._save_action(self.view, query) if changed else None,
            "new_url": self._new_url,
            "back_url": address_of(self.spec.noun, self.view.id),
        }

    def _save_action(self, view: SavedView, query: ListQuery) -> Action | None:
        if not saved_view.may_change_for_all(view, self.actor):
            return None
        url = url_for("views.query", view_id=view.id, **spelled_out(query, self.spec))
        ask = None
        if view.group is not None:
            ask = {
                "title": _("Change “%(name)s” for all?", name=view.name),
                "text": _(
                    "Group %(name)s will see the change.", name=labels.group_name(view.group)
                ),
            }
        return Action("save", _("Save"), url, method="post", confirm=ask)

    def columns_dialog(self) -> dict[str, Any]:
        """What is different in the columns dialog of a view with columns of its own."""
        view = self.view
        if view is None or not self.question.columns:
            return {}
        fixed = not saved_view.may_change_for_all(view, self.actor)
        note = (
            _("The columns belong to the view “%(name)s”. To choose others, save it as a new view.")
            if fixed
            else _("The columns belong to the view “%(name)s” and change for all who have it.")
        )
        return {
            "columns_url": url_for("views.columns", view_id=view.id),
            "columns_note": note % {"name": view.name},
            "columns_fixed": fixed,
        }


def choose(spec: ListSpec, user: User, actor: Actor, args: Mapping[str, str]) -> ListView:
    """The view that these arguments name, or that the person opens the list with.

    Raises NotFound for a view of another list, or one that this person does not see.
    """
    bare = ListView(spec, user, actor)
    if spec.noun not in saved_view.VIEWED:
        return bare
    named = args.get(NAME)
    if named == ALL:
        return bare
    if named is not None:
        return replace(bare, view=view_of(named, spec, actor))
    opens = preferences.default_view(user, spec)
    if opens is None or args or is_fragment():
        return bare
    try:
        return replace(bare, view=view_of(str(opens), spec, actor))
    except NotFound:
        return bare


def view_of(text: str, spec: ListSpec, actor: Actor) -> SavedView:
    """The view of this list with the id in `text`; raises NotFound."""
    if not (text.isascii() and text.isdigit()):
        raise NotFound(f"view {text}")
    view = saved_view.get(int(text), actor=actor)
    if view.noun != spec.noun:
        raise NotFound(f"view {text} of {spec.noun}")
    return view


def keep(arguments: dict[str, Any], spec: ListSpec, user: User) -> dict[str, Any]:
    """The arguments of a link within the list, so that it stays under the same view."""
    if NAME in arguments or spec.noun not in saved_view.VIEWED:
        return arguments
    named = request.args.get(NAME)
    if named is None or named == ALL:
        needs_all = not arguments and preferences.default_view(user, spec) is not None
        return {NAME: ALL, **arguments} if named or needs_all else arguments
    return {NAME: named, **(arguments or {"search": ""})}


def spelled_out(query: ListQuery, spec: ListSpec) -> dict[str, Any]:
    """Arguments that are the whole question even where it asks for everything."""
    return arguments_of(query, spec) or {"search": ""}


def address_of(noun: str, view: int | str) -> str:
    """The address of a list under the view of this id, or under none of them (`ALL`)."""
    return url_for(f"{noun}.index_view", view=view)


def gone_page(list_url: str) -> Response:
    """The answer to a link to a view that is gone or not shared with this person."""
    body = render_template(
        "errors/error.html",
        code=404,
        title=_("This view is not there for you"),
        text=_("It was deleted, or it is not shared with your group."),
        what_to_do=_("Ask the person who sent you the link to share it with your group."),
        home_url=list_url,
        home_label=_("Show the whole list"),
    )
    return make_response(body, 404)


def _asks(spec: ListSpec) -> bool:
    """Whether the address itself asks something of the list."""
    keys = {"search", "sort"}
    for known in spec.all_filters():
        ranges = known.kind.is_range
        keys |= {known.key, *((f"{known.key}_from", f"{known.key}_to") if ranges else ())}
    return not keys.isdisjoint(request.args)


def _link(view: SavedView) -> str:
    """The address to send to others; it begins as the settings say (promise 15)."""
    base = current.settings().base_url.rstrip("/")
    return base + address_of(view.noun, view.id)


def _shared_hint(view: SavedView, actor: Actor) -> str:
    if not saved_view.is_own(view, actor):
        if not view.owner.is_active:
            return _("Shared by %(name)s, who may not sign in any more", name=view.owner.full_name)
        return _("Shared by %(name)s", name=view.owner.full_name)
    if view.group is None:
        return ""
    return _("Shared with the group %(name)s", name=labels.group_name(view.group))


def _notes(question: StoredQuestion) -> Sequence[str]:
    """What of the view is left out, in words."""
    found = []
    if gone := question.gone_columns:
        text = ngettext(
            "%(num)s column of this view no longer exists: %(names)s.",
            "%(num)s columns of this view no longer exist: %(names)s.",
            len(gone),
            names=", ".join(map(key_of, gone)),
        )
        found.append(text)
    if gone := question.gone_filters:
        text = ngettext(
            "%(num)s filter of this view no longer exists and is left out: %(names)s.",
            "%(num)s filters of this view no longer exist and are left out: %(names)s.",
            len(gone),
            names=", ".join(map(key_of, gone)),
        )
        found.append(text)
    if question.withheld:
        found.append(_("Your group does not see some fields of this view; they are left out."))
    return found
