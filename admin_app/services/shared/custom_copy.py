"""Definitions of custom fields that outlive the transaction they were read in."""

from __future__ import annotations

from typing import Any

from models import Choice, ChoiceList, CustomField


def copy_of(field: CustomField) -> CustomField:
    """The field with its choices, known to no session: long work reads values by it.

    Rows of a session would be read again one by one after each commit.
    """
    copied: CustomField = _copied(field)
    if field.choice_list is not None:
        copied.choice_list = _copied(field.choice_list)
        copied.choice_list.choices = [_copied(choice) for choice in field.choice_list.choices]
    return copied


def _copied(row: CustomField | ChoiceList | Choice) -> Any:
    columns = row.__table__.columns.keys()
    return type(row)(**{name: getattr(row, name) for name in columns})
