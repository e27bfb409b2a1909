"""Settings > Similar contacts: from which likeness on rows are shown as similar."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from admin_app.errors import Invalid
from admin_app.permissions import Permission
from admin_app.services import similar
from admin_app.services.shared import settings
from admin_app.services.similar import scanning
from models.base import db
from views import current
from views.notices import notice
from views.problems import show_problems

bp = Blueprint("similar_settings", __name__, url_prefix="/admin/settings/similar")


class SimilarForm(FlaskForm):
    """Text as it is typed; the service reads and checks it."""

    threshold = StringField(
        _l("Show as similar from (percent)"),
        description=_l(
            "From 50 to 99. The higher, the fewer pairs are shown, and the surer they are. "
            "Pairs below it disappear at once; for a lower value all contacts and companies are "
            "looked at again in the background. What was decided stays."
        ),
        render_kw={"inputmode": "numeric"},
    )


@bp.route("/", methods=("GET", "POST"))
@current.needs(Permission.SETTINGS_EDIT)
def index() -> Any:
    """The threshold, and changing it."""
    form = SimilarForm(data={"threshold": str(settings.get(similar.SETTING).threshold)})
    if form.validate_on_submit():
        try:
            scanning.put_settings({"threshold": form.threshold.data}, current.current_actor())
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            show_problems(form, error)
        else:
            notice(_("The settings are saved."))
            return redirect(url_for("settings.index"))
    page = render_template(
        "admin/form.html",
        form=form,
        title=_("Similar contacts"),
        conflict=None,
        breadcrumbs=[(_("Settings"), url_for("settings.index")), (_("Similar contacts"), None)],
        cancel_url=url_for("settings.index"),
    )
    return (page, 422) if request.method == "POST" else page
