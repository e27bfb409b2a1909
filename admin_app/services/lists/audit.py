"""The list of what was changed by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.conditions import id_in, in_days
from admin_app.services.lists.texts import holds_words
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import AccessGroup, AuditEntry, User
from models.base import db
from models.enums import AccessType

NOUN_LABELS = {
    "contact": N_("Contact"),
    "company": N_("Company"),
    "equipment": N_("Equipment"),
    "user": N_("User"),
    "access_group": N_("Group"),
    "saved_view": N_("Saved view"),
    "custom_field": N_("Field"),
    "choice_list": N_("Choice list"),
    "relation_kind": N_("Relation"),
    "document": N_("Document"),
    "setting": N_("Setting"),
    "import_run": N_("Import"),
    "contacts": N_("Contacts"),
    "companies": N_("Companies"),
    "demo": N_("Demo data"),
    "note": N_("Note"),
    "stored_file": N_("File"),
    "call": N_("Call"),
    "sms": N_("SMS"),
}
ACTION_LABELS = {
    "create": N_("Added"),
    "update": N_("Changed"),
    "trash": N_("Deleted"),
    "restore": N_("Restored"),
    "undo": N_("Taken back"),
    "merge": N_("Merged others into it"),
    "merged": N_("Merged into another"),
    "unmerge": N_("Merge undone"),
    "not_similar": N_("Marked as not similar"),
    "similar_later": N_("Similar ones put off"),
    "similar_again": N_("Similar ones shown again"),
    "link": N_("Linked"),
    "unlink": N_("Link taken away"),
    "delete": N_("Deleted for good"),
    "sign_in": N_("Signed in"),
    "end_sessions": N_("All sessions ended"),
    "wrong_code": N_("Typed a wrong code at sign-in"),
    "recovery_codes": N_("Made new recovery codes"),
    "export": N_("Exported"),
    "import": N_("Imported"),
    "demo": N_("Demo data loaded"),
}


def _known(
    column: InstrumentedAttribute[str], labels: Mapping[str, str]
) -> Callable[[Sequence[str]], ColumnElement[bool] | None]:
    def condition(values: Sequence[str]) -> ColumnElement[bool] | None:
        asked = [value for value in values if value in labels]
        return column.in_(asked) if asked else None

    return condition


def _options(labels: Mapping[str, str]) -> list[Option]:
    return [Option(key, label) for key, label in labels.items()]


def _actors() -> list[Option]:
    """Those who can change something: staff. Entries of the program itself have no actor."""
    staff = (AccessType.ADMINISTRATOR, AccessType.STAFF)
    query = (
        select(User.id, User.full_name)
        .join(AccessGroup, User.group_id == AccessGroup.id)
        .where(AccessGroup.access_type.in_(staff))
        .order_by(User.full_name, User.id)
    )
    people = [Option(str(i), name, translated=False) for i, name in db.session.execute(query)]
    return [*people, Option("none", "Kontora", translated=False)]


AUDIT = ListSpec(
    noun="audit",
    model=AuditEntry,
    view=Permission.AUDIT_VIEW,
    fields=(
        Field("row_name", N_("What"), shown=True),
        Field("action", N_("Action"), shown=True),
        Field("changes", N_("Fields"), shown=True),
        Field("actor_name", N_("Who"), shown=True),
        Field("at", N_("When"), kind="moment", sort=AuditEntry.at, shown=True),
        Field("ip", N_("From address"), shown=True),
        Field("source", N_("By way of")),
    ),
    filters=(
        Filter(
            "noun",
            N_("What"),
            FilterKind.MULTI,
            _known(AuditEntry.noun, NOUN_LABELS),
            options=lambda: _options(NOUN_LABELS),
        ),
        Filter(
            "action",
            N_("Action"),
            FilterKind.MULTI,
            _known(AuditEntry.action, ACTION_LABELS),
            options=lambda: _options(ACTION_LABELS),
        ),
        Filter("actor", N_("Who"), FilterKind.MULTI, id_in(AuditEntry.actor_id), options=_actors),
        Filter("at", N_("When"), FilterKind.DATE_RANGE, in_days(AuditEntry.at)),
    ),
    default_sort="at",
    search=holds_words(AuditEntry.row_name, AuditEntry.actor_name, AuditEntry.ip),
)
