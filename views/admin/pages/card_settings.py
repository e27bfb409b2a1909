"""Settings › Card header and Settings › Relations (S4, S8)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.errors import Invalid, NotFound
from admin_app.i18n import LANGUAGES, N_
from admin_app.permissions import Permission
from admin_app.services import card_header, relation_kind
from admin_app.services.lists import LISTS
from models import RelationKind
from models.base import db
from views import current, formatting
from views.admin import labels
from views.admin.card.dialogs import done, number
from views.admin.forms.relation import kind_form
from views.notices import notice
from views.problems import problem_text

NOUN_LABELS = {
    "contacts": N_("Contacts"),
    "companies": N_("Companies"),
    "equipment": N_("Equipment"),
}
bp = Blueprint("card_settings", __name__, url_prefix="/admin/settings")


@bp.before_request
def _guard() -> Response | None:
    return None if current.may(Permission.FIELDS_EDIT) else current.refusal()


# ---- the header of cards


@bp.route("/card-header/", methods=("GET", "POST"))
def header() -> Any:
    """Which fields stand in the header of a noun's card, in their order."""
    noun, actor = request.values.get("noun", card_header.NOUNS[0]), current.current_actor()
    if noun not in card_header.NOUNS:
        raise NotFound(noun)
    if request.method == "POST":
        card_header.save(noun, request.form.getlist("columns"), actor)
        db.session.commit()
        notice(_("The header of the card is saved."))
        return redirect(url_for("card_settings.header", noun=noun))
    chosen = card_header.chosen(LISTS[noun], actor)
    others = [f for f in card_header.offered(LISTS[noun], actor) if f not in chosen]
    return render_template(
        "admin/settings/card_header.html",
        title=_("Card header"),
        breadcrumbs=_crumbs(_("Card header")),
        noun=noun,
        tabs=[(_(NOUN_LABELS[one]), _header_url(one), one == noun) for one in card_header.NOUNS],
        fields=[
            (field.key, _(field.label) if field.translated else field.label, field in chosen)
            for field in [*chosen, *others]
        ],
    )


def _header_url(noun: str) -> str:
    return url_for("card_settings.header", noun=noun)


# ---- kinds of relation


@bp.get("/relations/")
def relations() -> str:
    """The kinds of relation in their order, and the retired ones."""
    counts = relation_kind.use_counts()
    kinds = relation_kind.all_kinds(retired=True)
    lines = [(kind, _line(kind, counts.get(kind.id, 0))) for kind in kinds]
    return render_template(
        "admin/settings/relations.html",
        title=_("Relations"),
        breadcrumbs=_crumbs(_("Relations")),
        kinds=[line for kind, line in lines if kind.retired_at is None],
        retired=[line for kind, line in lines if kind.retired_at is not None],
    )


def _line(kind: RelationKind, used: int) -> dict[str, Any]:
    return {
        "id": kind.id,
        "label": labels.relation(kind),
        "reverse": "" if relation_kind.is_mutual(kind) else labels.relation(kind, reverse=True),
        "used": ngettext("%(shown)s link", "%(shown)s links", used, shown=formatting.number(used)),
    }


@bp.route("/relations/new", methods=("GET", "POST"))
def new_relation() -> Any:
    """A new kind of relation (dialog)."""
    return _kind_dialog(None)


@bp.route("/relations/<int:kind_id>", methods=("GET", "POST"))
def relation(kind_id: int) -> Any:
    """The names of a kind of relation (dialog)."""
    return _kind_dialog(relation_kind.get(kind_id))


def _kind_dialog(kind: RelationKind | None) -> Any:
    form, actor = kind_form(kind), current.current_actor()
    if form.validate_on_submit():
        sides = ("labels", "reverse_labels")
        typed = {side: {code: form[f"{side}_{code}"].data for code in LANGUAGES} for side in sides}
        try:
            if kind is None:
                kind = relation_kind.create(typed, actor)
            else:
                relation_kind.update(kind, typed, actor)
        except Invalid as error:
            db.session.rollback()
            for problem in error.problems:
                name = problem.field if problem.field in form else f"labels_{current.language()}"
                form[name].errors = [*form[name].errors, problem_text(problem)]
        else:
            text = _("The relation “%(name)s” is saved.", name=labels.relation(kind))
            return done(text, url_for("card_settings.relations"))
    page = render_template(
        "admin/settings/relation_dialog.html",
        form=form,
        title=labels.relation(kind) if kind and kind.id else _("New relation"),
        url=request.path,
        languages=list(LANGUAGES),
        submit_label=_("Save"),
    )
    return (page, 422) if request.method == "POST" else page


@bp.post("/relations/<int:kind_id>/retire")
def retire(kind_id: int) -> Any:
    """Offer a kind no more (`on=1`), or again; both are each other's undo."""
    kind, on = relation_kind.get(kind_id), request.args.get("on") == "1"
    relation_kind.retire(kind, current.current_actor(), on=on)
    name = labels.relation(kind)
    text = (
        _("“%(name)s” is offered no more. Links of that kind stay.", name=name)
        if on
        else _("“%(name)s” is offered again.", name=name)
    )
    undo = url_for("card_settings.retire", kind_id=kind_id, on="0" if on else "1")
    return done(text, url_for("card_settings.relations"), undo_url=undo)


@bp.post("/relations/order")
def order() -> Response:
    """Keep the order that the kinds were dragged into."""
    ids = [found for text in request.form.getlist("ids") if (found := number(text)) is not None]
    relation_kind.reorder(ids, current.current_actor())
    db.session.commit()
    return Response(status=204)


def _crumbs(title: str) -> list[tuple[str, str | None]]:
    return [(_("Settings"), url_for("settings.index")), (title, None)]
