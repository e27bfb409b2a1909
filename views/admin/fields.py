"""Form fields of our own: several values with a default, a record found as one types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from markupsafe import Markup
from wtforms import Field, SelectField
from wtforms.widgets import html_params

MOST_ROWS = 30


@dataclass
class EditorRow:
    """One line of a field with several values."""

    kind: str
    value: str
    default: bool
    error: str | None = None


class MultiField(Field):
    """Several values, one of them the default, which comes first in `data`.

    `data` is a list of texts, or of (kind, text) where `kinds` are given.
    """

    def __init__(
        self, label: str, *, kinds: Sequence[tuple[str, str]] = (), value_type: str = "text",
        add_label: str = "", placeholder: str = "", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **options)
        self.kinds = list(kinds)
        self.value_type = value_type
        self.add_label = add_label
        self.placeholder = placeholder
        self.data: list[Any] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the posted rows, or the record's values when nothing was posted."""
        self.data = list(data or [])
        if formdata:
            self.data = self._posted(formdata)

    def _posted(self, formdata: Any) -> list[Any]:
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,3}})-value")
        places = sorted({int(m[1]) for key in formdata if (m := pattern.fullmatch(key))})
        default = formdata.get(f"{self.name}-default", "")
        places.sort(key=lambda place: str(place) != default)
        found = []
        for place in places[:MOST_ROWS]:
            value = formdata.get(f"{self.name}-{place}-value", "").strip()
            if value:
                kind = formdata.get(f"{self.name}-{place}-kind", "")
                found.append((kind, value) if self.kinds else value)
        return found

    @property
    def editor_rows(self) -> list[EditorRow]:
        """The lines of the editor; an empty one when there are no values."""
        pairs = self.data if self.kinds else [("", value) for value in self.data]
        rows = [EditorRow(kind, value, place == 0) for place, (kind, value) in enumerate(pairs)]
        return rows or [EditorRow("", "", default=True)]


class RecordField(SelectField):
    """A record chosen by typing; `new:NAME` stands for one that is yet to be made.

    `label_of` gives the label of a chosen id, or None when there is no such record for the actor.
    `needs_field` is the name of another field of the form whose value the look-up is told.
    """

    def __init__(
        self, label: str, *, ajax_url: Callable[[], str], label_of: Callable[[str], str | None],
        create: bool = False, needs_field: str = "", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.needs_field = needs_field
        self.ajax_url = ajax_url
        self.label_of = label_of
        self.create = create

    def __call__(self, **attributes: Any) -> Markup:
        """The select with the chosen record alone; the rest is looked up."""
        value = str(self.data or "")
        attributes["class"] = attributes.pop("class_", "")
        attributes |= {"data-select": True, "data-ajax-url": self.ajax_url()}
        if self.create:
            attributes["data-create"] = "true"
        if self.needs_field:
            attributes["data-ajax-with"] = self.needs_field
        opening = Markup("<select {}>").format(
            Markup(html_params(id=self.id, name=self.name, **attributes))  # noqa: S704 - escaped there
        )
        chosen = Markup("")
        if value:
            text = value.removeprefix("new:") if value.startswith("new:") else self.label_of(value)
            chosen = Markup('<option value="{}" selected>{}</option>').format(value, text or value)
        return opening + Markup('<option value=""></option>') + chosen + Markup("</select>")


def chosen_or_new(value: str | None) -> tuple[str, str]:
    """What a RecordField holds: an id, or the name of a new record."""
    text = (value or "").strip()
    return ("", text[4:].strip()) if text.startswith("new:") else (text, "")


def posted(name: str) -> str:
    """A posted text without what no database takes."""
    return request.form.get(name, "").replace("\x00", "").strip()
