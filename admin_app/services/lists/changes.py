"""Narrowing a list to the rows of a bulk change, for the links of its account."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin_app.i18n import N_
from admin_app.services.change_set import members
from admin_app.services.processes.batch.reasons import REASONS
from admin_app.services.shared.listing import Filter, FilterKind
from models.enums import ChangeOutcome, UndoOutcome

OUTCOMES: dict[str, str] = {
    ChangeOutcome.PENDING: N_("not reached"),
    ChangeOutcome.CHANGED: N_("was changed"),
    ChangeOutcome.UNCHANGED: N_("was so already"),
    ChangeOutcome.SKIPPED: N_("left"),
    UndoOutcome.RESTORED: N_("got the old values back"),
    UndoOutcome.LEFT: N_("not undone"),
}


def change_filter(noun: str, column: InstrumentedAttribute[Any]) -> Filter:
    """The filter `change=SET:OUTCOME` or `change=SET:OUTCOME.REASON` of a list."""
    condition = members(noun, column)
    return Filter("change", N_("Bulk change"), FilterKind.LINK, condition, label_of=_label)


def _label(value: str) -> str | None:
    outcome, _dot, reason = value.partition(":")[2].partition(".")
    return REASONS.get(reason) or OUTCOMES.get(outcome)
