"""Merging contacts and companies, and taking every merge apart again (H8, A2)."""

from admin_app.services.processes.merging.carrying_out import carry_out
from admin_app.services.processes.merging.nouns import COMPANIES, CONTACTS, LIMIT, NOUNS, MergeNoun
from admin_app.services.processes.merging.parting import (
    FieldBack,
    Parting,
    get,
    merges_of,
    outlook,
    part,
)
from admin_app.services.processes.merging.planning import FieldPlan, Plan, login_may_go_on, plan

__all__ = [
    "COMPANIES",
    "CONTACTS",
    "LIMIT",
    "NOUNS",
    "FieldBack",
    "FieldPlan",
    "MergeNoun",
    "Parting",
    "Plan",
    "carry_out",
    "get",
    "login_may_go_on",
    "merges_of",
    "outlook",
    "part",
    "plan",
]
