"""Saved views: the dialogs that make and change them, and the side bar's counters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import Invalid, NotAllowed, NotFound
from admin_app.services import preferences, saved_view, view_counters
from admin_app.services.shared.listing import ListSpec
from models import SavedView, User
from models.base import db
from views import current, formatting
from views.admin import labels, view_tabs
from views.admin.forms.saved_view import NewViewForm, ViewForm
from views.admin.listing import is_fragment, read_arguments
from views.notices import notice
from views.problems import show_problems, text_of
from views.safe_url import safe_path

SEEN_FOR = 60
"""For so many seconds a browser shows the counters without asking again."""
CHANGES_KEY = "views"
"""In the browser's session: how often this person changed a view, so that he sees it at once."""
ICONS = {
    "contacts": "address-book",
    "companies": "building",
    "equipment": "devices",
    "users": "user",
}
bp = Blueprint("views", __name__, url_prefix="/admin/views")


@bp.before_request
def _staff_only() -> Response | None:
    user = current.current_user_or_none()
    return None if user is not None and current.current_actor().is_staff else current.refusal()


def menu_address(user: User) -> str:
    """Where the side bar reads its views: another address for all that would look otherwise."""
    changes = browser.get(CHANGES_KEY, 0)
    return url_for("views.menu", user=user.id, language=current.language(), changes=changes)


@bp.get("/menu")
def menu() -> Any:
    """The views of the side bar with their counters (fragment)."""
    found = [
        {
            "label": counted.view.name,
            "url": view_tabs.address_of(counted.view.noun, counted.view.id),
            "icon": ICONS[counted.view.noun],
            "count": _short(counted),
        }
        for counted in view_counters.counted(current.current_actor())
    ]
    answer = make_response(render_template("layout/_views_menu.html", items=found))
    answer.headers["Cache-Control"] = f"private, max-age={SEEN_FOR}"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.route("/<noun>/new", methods=("GET", "POST"))
def new(noun: str) -> Any:
    """Keep what the address asks of the list as a view."""
    actor, user = current.current_actor(), _user()
    if noun not in saved_view.VIEWED or not current.may(saved_view.VIEWED[noun].view):
        raise NotFound(noun)
    spec = saved_view.VIEWED[noun]
    seen = view_tabs.choose(spec, user, actor, request.args)
    form = NewViewForm(own_columns=bool(seen.question.columns))
    form.offer_groups(noun, actor)
    asked = read_arguments(spec, actor, request.args).query
    if form.validate_on_submit():
        columns = seen.preferences().columns if form.own_columns.data else ()
        try:
            view = saved_view.create(noun, _typed(form), asked, actor=actor, columns=columns)
        except Invalid as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            _open_with(view, user, spec, wanted=form.is_default.data)
            return _done(_("The view “%(name)s” is saved.", name=view.name), _address(view))
    url = url_for("views.new", noun=noun, **seen.named, **view_tabs.spelled_out(asked, spec))
    return _dialog(form, _("Save as a view"), url, _("Save view"))


@bp.route("/<int:view_id>/edit", methods=("GET", "POST"))
def edit(view_id: int) -> Any:
    """Rename a view, share it or take it back, move it into the side bar or out of it."""
    view, user = _own(view_id), _user()
    spec, actor = saved_view.VIEWED[view.noun], current.current_actor()
    form = ViewForm(
        name=view.name,
        group_id=str(view.group_id or ""),
        in_menu=view.in_menu,
        is_default=preferences.default_view(user, spec) == view.id,
    )
    form.offer_groups(view.noun, actor, view)
    if form.validate_on_submit():
        try:
            saved_view.update(view, _typed(form), actor=actor)
        except Invalid as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            _open_with(view, user, spec, wanted=form.is_default.data)
            return _done(_("The view “%(name)s” is saved.", name=view.name), _page_below(view))
    url = url_for("views.edit", view_id=view_id)
    return _dialog(form, _("Rename and share"), url, _("Save"))


@bp.post("/<int:view_id>/query")
def query(view_id: int) -> Any:
    """Let the view ask what the address asks."""
    view, actor = _view(view_id), current.current_actor()
    asked = read_arguments(saved_view.VIEWED[view.noun], actor, request.args).query
    saved_view.set_query(view, asked, actor=actor)
    return _done(_("The view “%(name)s” is saved.", name=view.name), _address(view))


@bp.post("/<int:view_id>/columns")
def columns(view_id: int) -> Any:
    """Change the view's own columns where that is allowed, and the person's density."""
    view, user, actor = _view(view_id), _user(), current.current_actor()
    spec = saved_view.VIEWED[view.noun]
    preferences.save_density(user, spec, request.form.get("density", ""))
    if saved_view.may_change_for_all(view, actor):
        known = {field.key for field in spec.fields_for(actor)}
        asked = dict.fromkeys(request.form.getlist("columns"))
        chosen = [key for key in asked if key in known and not request.form.get("reset")]
        saved_view.set_columns(view, chosen, actor=actor)
    db.session.commit()
    return redirect(safe_path(request.form.get("next", "")) or _address(view))


@bp.post("/<int:view_id>/default")
def default(view_id: int) -> Any:
    """Open the list with this view, or (`on=0`) with all rows."""
    view, on = _view(view_id), request.args.get("on") == "1"
    spec = saved_view.VIEWED[view.noun]
    preferences.set_default_view(_user(), spec, view.id if on else None)
    text = (
        _("The list opens with the view “%(name)s”.", name=view.name)
        if on
        else _("The list opens with all rows.")
    )
    return _done(text, safe_path(request.form.get("next", "")) or _address(view))


@bp.post("/<int:view_id>/take-over")
def take_over(view_id: int) -> Any:
    """Become the owner of a shared view whose owner left."""
    view = _view(view_id)
    try:
        saved_view.take_over(view, actor=current.current_actor())
    except Invalid as error:
        db.session.rollback()
        notice(text_of(error), "error")
        return redirect(_address(view))
    return _done(_("The view “%(name)s” is yours now.", name=view.name), _address(view))


@bp.route("/<int:view_id>/delete", methods=("GET", "POST"))
def delete(view_id: int) -> Any:
    """The question who else loses the view, and its deletion."""
    view, actor = _own(view_id), current.current_actor()
    if request.method == "POST":
        name, noun = view.name, view.noun
        saved_view.delete(view, actor=actor)
        all_rows = view_tabs.address_of(noun, view_tabs.ALL)
        return _done(_("The view “%(name)s” is deleted.", name=name), all_rows)
    return render_template(
        "admin/confirm_delete.html",
        title=_("Delete the view “%(name)s”?", name=view.name),
        text=_("No row of the list is changed."),
        consequences=_who_else(view),
        url=url_for("views.delete", view_id=view_id),
    )


def _user() -> User:
    user = current.current_user_or_none()
    assert user is not None  # noqa: S101 - the guard of the blueprint saw to it
    return user


def _view(view_id: int) -> SavedView:
    return saved_view.get(view_id, actor=current.current_actor())


def _own(view_id: int) -> SavedView:
    """The view, for its owner alone."""
    view = _view(view_id)
    if not saved_view.is_own(view, current.current_actor()):
        raise NotAllowed("not his view")
    return view


def _typed(form: ViewForm) -> dict[str, Any]:
    """The form's values as the service takes them; without a choice of groups nothing changes."""
    typed: dict[str, Any] = {"name": form.name.data, "in_menu": form.in_menu.data}
    if "group_id" in form:
        typed["group_id"] = int(form.group_id.data) if form.group_id.data else None
    return typed


def _open_with(view: SavedView, user: User, spec: ListSpec, *, wanted: bool) -> None:
    if wanted:
        preferences.set_default_view(user, spec, view.id)
    elif preferences.default_view(user, spec) == view.id:
        preferences.set_default_view(user, spec, None)


def _who_else(view: SavedView) -> list[str]:
    if view.group is None:
        return []
    number = saved_view.others_count(view)
    text = ngettext(
        "Group %(name)s loses it too: %(num)s more person.",
        "Group %(name)s loses it too: %(num)s more people.",
        number,
        name=labels.group_name(view.group),
    )
    return [text]


def _address(view: SavedView) -> str:
    return view_tabs.address_of(view.noun, view.id)


def _page_below(view: SavedView) -> str:
    """The address of the page over which the dialog stands."""
    below = request.headers.get("HX-Current-URL", "").removeprefix(request.host_url.rstrip("/"))
    return safe_path(below) or _address(view)


def _done(text: str, target: str) -> Response:
    """Commit, say so on the next page, and go there: by htmx where a dialog asked."""
    db.session.commit()
    browser[CHANGES_KEY] = browser.get(CHANGES_KEY, 0) + 1
    notice(text)
    if not is_fragment():
        return make_response(redirect(target))
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = target
    return answer


def _dialog(form: ViewForm, title: str, url: str, submit_label: str) -> Any:
    page = render_template(
        "admin/view_dialog.html", form=form, title=title, url=url, submit_label=submit_label
    )
    return (page, 422) if request.method == "POST" else page


def _short(counted: view_counters.CountedView) -> str:
    if counted.count is None:
        return ""
    return formatting.number(counted.count.number) + ("" if counted.count.exact else "+")
