"""Contacts with addresses in a company's e-mail domains that are not in it, and moving them."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from admin_app.permissions import Actor, Permission, allowed
from admin_app.services.processes import domain_rules
from admin_app.services.processes.domain_rules import Whom
from models import Company
from views import current, formatting
from views.admin.bulk import start
from views.admin.rows import Action
from views.notices import notice


class Joining:
    """The part of the companies' view for their e-mail domains (H11)."""

    @expose("/joining/", methods=("GET", "POST"))
    def joining_view(self) -> Any:
        """Say in numbers who would move, and move them."""
        row: Company = self.row_from_args()  # type: ignore[attr-defined]
        actor = current.current_actor()
        if not allowed(actor, Permission.CONTACTS_EDIT):
            return current.refusal()
        card = url_for("companies.details_view", id=row.id)
        if request.method == "POST":
            whom = Whom.ALL if request.form.get("whom") == Whom.ALL else Whom.FREE
            return redirect(start(domain_rules.move(row, whom, actor), actor) or card)
        forecast = domain_rules.foresee(row, actor)
        return render_template(
            "admin/joining.html",
            title=_("Contacts by e-mail domain"),
            breadcrumbs=[
                (_("Companies"), url_for("companies.index_view")),
                (row.name, card),
                (_("E-mail domains"), None),
            ],
            company=row,
            domains=", ".join(rule.domain for rule in row.domains),
            forecast=forecast,
            losing=[(name, formatting.number(number)) for name, number in forecast.companies],
            url=url_for("companies.joining_view", id=row.id),
            back_url=card,
            edit_url=self.edit_address(row),  # type: ignore[attr-defined]
        )

    def joining_action(self, row: Company) -> list[Action]:
        """The way to it from a company that has domains."""
        if not row.domains or not current.may(Permission.CONTACTS_EDIT):
            return []
        url = url_for("companies.joining_view", id=row.id)
        return [Action("joining", _("Contacts by e-mail domain"), url, "at")]

    def saved_text(self, row: Company, *, new: bool) -> str:
        """After new rules: say how many contacts they are about; nobody moves by himself."""
        rules = {rule.domain for rule in row.domains}
        if rules.difference(g.get("rules_before", rules)):
            _tell(row, current.current_actor())
        return super().saved_text(row, new=new)


def _tell(row: Company, actor: Actor) -> None:
    if not allowed(actor, Permission.CONTACTS_EDIT):
        return
    forecast = domain_rules.foresee(row, actor)
    number = forecast.free + forecast.elsewhere
    if number:
        text = ngettext(
            "%(shown)s contact has an address in these domains and is not in the company.",
            "%(shown)s contacts have addresses in these domains and are not in the company.",
            number,
            shown=formatting.number(number),
        )
        notice(text, "info", more_url=url_for("companies.joining_view", id=row.id))
