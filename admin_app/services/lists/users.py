"""The list of users."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from admin_app.i18n import N_
from admin_app.permissions import Permission
from admin_app.services.lists.conditions import id_in, is_set
from admin_app.services.lists.texts import holds_words
from admin_app.services.shared.listing import Field, Filter, FilterKind, ListSpec, Option
from models import AccessGroup, User
from models.base import db

ACTIVE_LABELS = {True: N_("Active"), False: N_("Deactivated")}


def _group_options() -> list[Option]:
    groups = db.session.scalars(select(AccessGroup).order_by(AccessGroup.id))
    return [Option(str(g.id), g.name, translated=bool(g.key)) for g in groups]


USERS = ListSpec(
    noun="users",
    model=User,
    view=Permission.USERS_VIEW,
    fields=(
        Field("full_name", N_("Full name"), sort=User.full_name, shown=True),
        Field("email", N_("E-mail"), sort=User.email, shown=True),
        Field("group", N_("Group"), shown=True),
        Field("is_active", N_("Status"), sort=User.is_active, shown=True),
        Field("second_factor", N_("Two-step sign-in"), shown=True),
        Field("last_login_at", N_("Last sign-in"), kind="moment", shown=True),
        Field("last_login_ip", N_("From address")),
        Field("language", N_("Language"), kind="language", sort=User.language),
        Field("time_zone", N_("Time zone"), sort=User.time_zone),
        Field("created_at", N_("Added"), kind="moment", sort=User.created_at),
    ),
    filters=(
        Filter(
            "group", N_("Group"), FilterKind.MULTI, id_in(User.group_id), options=_group_options
        ),
        Filter(
            "active",
            N_("Status"),
            FilterKind.CHOICE,
            is_set(User.is_active),
            options=lambda: (Option("1", ACTIVE_LABELS[True]), Option("0", ACTIVE_LABELS[False])),
        ),
        Filter(
            "second_factor",
            N_("Two-step sign-in"),
            FilterKind.CHOICE,
            is_set(User.second_factor_at.is_not(None)),
            options=lambda: (Option("1", N_("Yes")), Option("0", N_("No"))),
        ),
    ),
    load=(joinedload(User.group),),
    default_sort="full_name",
    default_descending=False,
    search=holds_words(User.full_name, User.email),
)
