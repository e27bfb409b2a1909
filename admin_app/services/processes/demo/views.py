"""Saved views of the demo's staff: one that is shared for work, some of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from admin_app.permissions import Actor
from admin_app.services import saved_view
from admin_app.services.shared.listing import ListQuery
from models import AccessGroup, User

VIEWS = (
    ("managers", "contacts", "Blocked contacts", "agents", {"status": ["blocked"]}),
    ("managers", "contacts", "Added this month", "managers", {"created": ["this-month"]}),
    ("administrators", "contacts", "Added this month", "", {"created": ["this-month"]}),
    ("administrators", "companies", "Without a tax number", "", {"has_tax_id": ["0"]}),
)
"""The owner's group, the list, the name, the group it is shared with, the filters."""


def make_views(staff: Mapping[str, User], groups: Mapping[str, AccessGroup]) -> None:
    """Views for those of the demo's staff who were made."""
    for owner, noun, name, shared_with, filters in VIEWS:
        if owner not in staff:
            continue
        group_id = groups[shared_with].id if shared_with else None
        saved_view.create(
            noun,
            {"name": name, "group_id": group_id, "in_menu": True},
            ListQuery(filters=filters),
            actor=Actor.of(staff[owner]),
        )
