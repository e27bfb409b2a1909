"""The base view of every noun: deny by default, values to a service, one commit.

Flask-Admin gives the routes, the menu and the page frame. Its own create, update and delete copy
the form onto the row before any rule, commit by themselves and allow everything; its lists count
and skip rows. All of that is replaced here, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import (
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid, NotAllowed, NotFound, StaleWrite
from admin_app.permissions import Actor, Permission, allowed
from admin_app.services import preferences
from admin_app.services.shared.listing import Field, ListQuery, ListSpec
from admin_app.services.shared.listing.paging import Page, read_page, sort_column
from models.base import db
from views import current
from views.admin import rows as shown
from views.admin import view_tabs
from views.admin.card.pages import CardPages
from views.admin.conflict import Clashing
from views.admin.listing import arguments_of, is_fragment, page_below, read_arguments
from views.admin.rows import Action, RowView
from views.notices import notice
from views.problems import show_problems
from views.safe_url import safe_path

LARGEST_ID = 2**31 - 1


class BackofficeView(CardPages, ModelView):
    """The list, card, form and deletion of one noun.

    A subclass names its list, permissions, form and services, and says how a row is shown.
    """

    spec: ClassVar[ListSpec]
    permissions: ClassVar[Mapping[str, Permission]]
    """The permission for each of view, create, edit, delete; a missing one means never."""

    list_template = "admin/list.html"
    form_template = "admin/form.html"
    form_base_class = FlaskForm
    form_columns: ClassVar[tuple[str, ...]] = ()
    can_create = can_edit = can_delete = can_export = can_view_details = False
    column_list: ClassVar[tuple[str, ...]] = ("id",)
    fast_mass_delete = False
    has_row_menu = True

    def __init__(self, **options: Any) -> None:
        noun = self.spec.noun
        super().__init__(self.spec.model, db, endpoint=noun, url=f"/admin/{noun}", **options)

    # ---- what a noun says about itself

    def title(self) -> str:
        """The heading of the list."""
        raise NotImplementedError

    def find(self, row_id: int, actor: Actor) -> Any:
        """The row by its id within the actor's scope; raises NotFound."""
        raise NotImplementedError

    def row_view(self, row: Any, fields: Sequence[Field], actor: Actor) -> RowView:
        """A row of the list as it is shown; `fields` are those after the name."""
        raise NotImplementedError

    def make_form(self, row: Any | None) -> FlaskForm:
        """The form, filled from the row where there is one."""
        raise NotImplementedError

    def form_context(self, row: Any | None) -> dict[str, Any]:
        """Groups of fields and the like for the form's template."""
        raise NotImplementedError

    def save(self, row: Any | None, form: FlaskForm, actor: Actor) -> Any:
        """Pass the form's values to the noun's service."""
        raise NotImplementedError

    def actions_for(self, row: Any) -> list[Action]:
        """What can be done with a row, for its menu."""
        raise NotImplementedError

    def list_extras(self, actor: Actor) -> dict[str, Any]:
        """More for the list's template: bulk actions, import and export addresses."""
        return {}

    def prepare(self, page: Page) -> None:
        """Read what the rows of this page need, in a fixed number of queries."""

    # ---- rights

    def is_accessible(self) -> bool:
        """Whether the section exists at all for this person (H1)."""
        return current.may(self.spec.view)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:
        """The sign-in page for strangers, 403 for others."""
        return current.refusal()

    def may(self, verb: str, row: object | None = None) -> bool:
        """Whether the verb is allowed to this person, and for the row if one is given."""
        permission = self.permissions.get(verb)
        return permission is not None and allowed(current.current_actor(), permission, row)

    def demand(self, verb: str) -> None:
        """Raise NotAllowed unless the verb is allowed."""
        if not self.may(verb):
            raise NotAllowed(verb)

    def row_from_args(self) -> Any:
        """The row named by `id=`; 404 for anything else, also for rows out of scope."""
        text = request.values.get("id", "")
        if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
            raise NotFound(text)
        return self.find(int(text), current.current_actor())

    def address(self, name: str, **arguments: Any) -> str:
        """The address of one of this view's pages."""
        endpoint, row_id = f"{self.endpoint}.{name}", arguments.pop("id", None)
        if row_id is None:
            return url_for(endpoint, **arguments)
        # a list has several for each row: what stands before the id is made once a request
        known: dict[Any, str] = g.setdefault("addresses", {})
        key = (endpoint, *arguments.items())
        if key not in known:
            address = url_for(endpoint, **arguments)
            known[key] = f"{address}{'&' if arguments else '?'}id="
        return f"{known[key]}{row_id}"

    def beside(self, name: str, row: Any) -> str:
        """The address of a row's page for a link in the list, which stands beside it."""
        return self.address(name, id=row.id).removeprefix(f"{self.url}/")

    @expose("/menu")
    def menu_view(self) -> str:
        """What can be done with a row, as a menu (fragment)."""
        row = self.row_from_args()
        return render_template("admin/_row_menu.html", actions=self.actions_for(row))

    # ---- the list

    @expose("/")
    def index_view(self) -> Any:
        """The list: search, filters, sorting, one page by keyset."""
        actor = current.current_actor()
        user = current.current_user_or_none()
        assert user is not None  # noqa: S101 - is_accessible saw to it
        try:
            seen = view_tabs.choose(self.spec, user, actor, request.args)
        except NotFound:
            return view_tabs.gone_page(view_tabs.address_of(self.spec.noun, view_tabs.ALL))
        if seen.elsewhere is not None:
            return redirect(self.address("index_view", **seen.elsewhere))
        asked = read_arguments(self.spec, actor, request.args)
        prefs = seen.preferences()
        fields = preferences.shown_fields(self.spec, prefs, actor)
        page = read_page(
            self.spec, asked.query, actor, size=prefs.page_size, cursor=asked.cursor,
            exact=asked.exact, fields=fields,
        )  # fmt: skip
        if not asked.query.narrowed:
            g.totals = {self.spec.noun: page.count}  # the menu tells it too
        self.prepare(page)
        views = [self.row_view(row, fields[1:], actor) for row in page.rows]
        context = self.list_context(asked.query, fields, actor)
        context |= seen.context(asked.query, self.list_address)
        context["page"] = shown.page_view(
            page, views, asked.query, self.spec, address=self.list_address,
            size_address=lambda size: self.address("page_size_view", size=size),
        )  # fmt: skip
        template = "admin/_list_body.html" if is_fragment() else self.list_template
        return self.render(template, density=prefs.density.value, **context)

    def list_address(self, arguments: dict[str, Any]) -> str:
        """The list's own address with these arguments, under the same saved view."""
        user = current.current_user_or_none()
        assert user is not None  # noqa: S101 - is_accessible saw to it
        return self.address("index_view", **view_tabs.keep(arguments, self.spec, user))

    def list_context(
        self, query: ListQuery, fields: Sequence[Field], actor: Actor
    ) -> dict[str, Any]:
        """What the list's template needs beside the rows."""
        _column, descending, key = sort_column(self.spec, query, actor)
        bare = ListQuery(sort=query.sort, descending=query.descending)
        return {
            "view": {"title": self.title(), "noun": self.spec.noun},
            "rows_url": self.address("index_view"),
            "has_row_menu": self.has_row_menu,
            "columns": shown.columns(
                fields, query, (key, descending), self.spec, self.list_address
            ),
            "columns_dialog_url": self.address("columns_view"),
            "search": query.search,
            "filters_url": self.address("filters_view") if self.spec.filters else None,
            "chips": shown.chips(self.spec, query, actor, self.list_address),
            "clear_url": self.list_address(arguments_of(bare, self.spec)),
            "new_url": self.address("create_view") if self.may("create") else None,
            **self.list_extras(actor),
        }

    @expose("/filters")
    def filters_view(self) -> str:
        """The fields of the filter panel, as the address asks for them (fragment)."""
        actor = current.current_actor()
        query = read_arguments(self.spec, actor, request.args).query
        filters = shown.filter_views(
            self.spec.filters_for(actor), query, lambda noun: url_for(f"{noun}.pick_view")
        )
        return render_template("admin/_filter_fields.html", filters=filters)

    @expose("/columns", methods=("GET", "POST"))
    def columns_view(self) -> Any:
        """The columns dialog (fragment), and keeping the chosen columns and the density (S9)."""
        user, actor = current.current_user_or_none(), current.current_actor()
        assert user is not None  # noqa: S101 - is_accessible saw to it
        if request.method == "GET":
            seen = view_tabs.choose(self.spec, user, actor, request.args)
            return self._columns_dialog(seen.preferences(), actor, seen.columns_dialog())
        if request.form.get("reset"):
            preferences.reset(user, self.spec)
        else:
            preferences.save_columns(
                user, self.spec, actor,
                columns=request.form.getlist("columns"), density=request.form.get("density", ""),
            )  # fmt: skip
        db.session.commit()
        return self.back()

    def _columns_dialog(
        self, kept: preferences.ListPreferences, actor: Actor, of_view: dict[str, Any]
    ) -> str:
        chosen = preferences.shown_fields(self.spec, kept, actor)
        others = [f for f in self.spec.fields_for(actor) if f not in chosen]
        return render_template(
            "admin/_columns.html",
            next_url=page_below(),
            density=kept.density.value,
            fixed=chosen[0].key,
            all_columns=[(f.key, shown.label_of(f), f in chosen) for f in chosen + others],
            **{"columns_url": self.address("columns_view")} | of_view,
        )

    @expose("/page-size", methods=("POST",))
    def page_size_view(self) -> Response:
        """Keep the number of rows on a page."""
        user = current.current_user_or_none()
        assert user is not None  # noqa: S101 - is_accessible saw to it
        preferences.save_page_size(user, self.spec, request.values.get("size", 0, type=int))
        db.session.commit()
        return self.back()

    def back(self, otherwise: str | None = None) -> Response:
        """To where the form came from, within this site."""
        target = safe_path(request.form.get("next", "")) or otherwise
        return redirect(target or self.address("index_view"))  # type: ignore[return-value]

    # ---- one row

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """The empty form, and adding what it holds."""
        self.demand("create")
        return self._form_page(None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The filled form, and saving it."""
        self.demand("edit")
        return self._form_page(self.row_from_args())

    def _form_page(self, row: Any | None) -> Any:
        form, conflict = self.make_form(row), None
        if form.validate_on_submit():
            try:
                saved = self.save(row, form, current.current_actor())
                db.session.commit()
            except Clashing as error:
                db.session.rollback()
                conflict = error
            except (Invalid, Conflict, StaleWrite) as error:
                db.session.rollback()
                show_problems(form, error)
            else:
                notice(self.saved_text(saved, new=row is None))
                return redirect(self.address("details_view", id=saved.id))
        cancel = self.address("details_view", id=row.id) if row else self.address("index_view")
        context = self.form_context(row)
        if row is not None:
            shown_version = form["version"].data if "version" in form else None
            context["presence"] = self.presence_of(row, shown_version)
        page = self.render(
            self.form_template, form=form, cancel_url=cancel, conflict=conflict, **context
        )
        return (page, 422) if request.method == "POST" else page

    def saved_text(self, row: Any, *, new: bool) -> str:
        """What is said after saving."""
        return _("%(name)s is added.", name=row) if new else _("%(name)s is saved.", name=row)

    # ---- what Flask-Admin offers and Kontora does in its own way

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        """Rows are deleted where there is a trash (see trash_rows)."""
        abort(404)

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        """Bulk changes have their own dialogs."""
        abort(404)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        """Exports have their own page."""
        abort(404)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Any:
        """Look-ups are by `pick_view`, within the actor's scope."""
        abort(404)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> Any:
        """Cells are changed by their own addresses."""
        abort(404)

    def scaffold_form(self) -> Any:
        """No form is made from the columns; each noun has its own."""
        return FlaskForm

    def scaffold_list_form(self, *args: Any, **kwargs: Any) -> Any:
        """No inline list form."""
        return None

    def edit_address(self, row: Any) -> str | None:
        """The address of the form, where the row may be changed."""
        return self.address("edit_view", id=row.id) if self.may("edit", row) else None
