"""What the list template is given: columns, rows, filters, chips, the pager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup, escape

from admin_app.i18n import N_
from admin_app.permissions import Actor
from admin_app.services.shared.listing import (
    Dated,
    Field,
    Filter,
    FilterKind,
    ListQuery,
    ListSpec,
)
from admin_app.services.shared.listing.field import EMPTY, FILLED
from admin_app.services.shared.listing.paging import PAGE_SIZES, Cursor, Page
from admin_app.services.shared.listing.periods import PERIODS
from views.admin.listing import arguments_of, without

Address = Callable[[dict[str, Any]], str]
TONES = 8
STYLED = frozenset({"birthday", "flag", "moment", "number", "status"})
"""Kinds whose columns look different; the others need no class in each cell."""
FILLED_LABELS = {FILLED: N_("filled in"), EMPTY: N_("empty")}
BLANK = '<td class="k-blank"></td>'


def label_of(item: Field | Filter) -> str:
    """The label of a column or filter; that of a custom field is a text of people."""
    return _(item.label) if item.translated else item.label


@dataclass(frozen=True)
class Action:
    """Something that can be done with a row: a link, a POST, or a dialog."""

    key: str
    label: str
    url: str
    icon: str = ""
    method: str = "get"
    confirm: dict[str, str] | str | None = None
    danger: bool = False
    primary: bool = False


@dataclass(frozen=True)
class Column:
    """A shown column with the address that sorts by it."""

    key: str
    label: str
    kind: str
    sort_url: str | None
    sorted: str | None

    @cached_property
    def cell(self) -> str:
        """The opening tag of a cell with a value."""
        return f'<td class="k-col-{self.kind}">' if self.kind in STYLED else "<td>"


@dataclass(frozen=True)
class RowView:
    """One row as it is shown; `cells` stand in the order of the columns after the name."""

    id: int
    title: str
    url: str
    cells: Sequence[Markup | str | None]
    subtitle: str = ""
    edit_url: str | None = None
    initials: str = ""
    icon: str | None = None
    marks: Sequence[tuple[str, str, str]] = ()

    @property
    def tone(self) -> int:
        """The colour of the avatar follows the name, so that a person keeps it on every page."""
        return sum(self.title.encode()) % TONES

    def table_cells(self, columns: Sequence[Column]) -> Markup:
        """The cells after the name; made here because a page has hundreds of them."""
        tags = [
            BLANK if cell is None or cell == "" else f"{c.cell}{escape(cell)}</td>"
            for c, cell in zip(columns[1:], self.cells, strict=True)
        ]
        return Markup("".join(tags))  # noqa: S704 - values are escaped


@dataclass(frozen=True)
class FilterView:
    """A filter with what is chosen now."""

    key: str
    label: str
    kind: str
    options: Sequence[tuple[str, str, bool]] = ()
    value: Any = None
    ajax_url: str | None = None


@dataclass(frozen=True)
class PageView:
    """A page of rows with the ways on."""

    rows: Sequence[RowView]
    first: int
    last: int
    total: int
    total_exact: bool
    page_size: int
    first_url: str | None = None
    prev_url: str | None = None
    next_url: str | None = None
    last_url: str | None = None
    exact_url: str | None = None
    page_sizes: Sequence[tuple[int, str]] = field(default_factory=list)


def columns(
    fields: Sequence[Field],
    query: ListQuery,
    sorted_by: tuple[str, bool],
    spec: ListSpec,
    address: Address,
) -> list[Column]:
    """The columns; a click on the sorted one turns the order round."""
    key_now, descending = sorted_by
    shown = []
    for f in fields:
        here = f.key == key_now
        other = ListQuery(query.search, query.filters, f.key, here and not descending)
        url = address(arguments_of(other, spec)) if f.sort is not None else None
        shown.append(
            Column(
                f.key, label_of(f), f.kind, url, ("desc" if descending else "asc") if here else None
            )
        )
    return shown


def page_view(
    page: Page,
    rows: Sequence[RowView],
    query: ListQuery,
    spec: ListSpec,
    *,
    address: Address,
    size_address: Callable[[int], str],
) -> PageView:
    """The pager around the rows."""
    base = arguments_of(query, spec)

    def at(cursor: Cursor | None) -> str | None:
        return None if cursor is None else address({**base, "page": cursor.encode()})

    return PageView(
        rows=rows,
        first=page.first_number,
        last=page.last_number,
        total=page.count.number,
        total_exact=page.count.exact,
        page_size=page.size,
        first_url=address(base) if page.previous else None,
        prev_url=at(page.previous),
        next_url=at(page.next),
        last_url=at(page.last),
        exact_url=None if page.count.exact else address({**base, "exact": "1"}),
        page_sizes=[(size, size_address(size)) for size in PAGE_SIZES],
    )


def filter_views(
    filters: Sequence[Filter], query: ListQuery, ajax_address: Callable[[str], str]
) -> list[FilterView]:
    """The filters of the panel with what is chosen now."""
    offered = [f for f in filters if f.kind != FilterKind.LINK]
    return [_filter_view(f, list(query.filters.get(f.key, ())), ajax_address) for f in offered]


def _filter_view(f: Filter, chosen: list[str], ajax_address: Callable[[str], str]) -> FilterView:
    label = label_of(f)
    if f.kind.is_range:
        now = chosen[0] if chosen else ""
        first, _dots, last = ("" if now in _named(f) else now).partition("..")
        names = [(key, _(name), key == now) for key, name in _named(f).items()]
        return FilterView(f.key, label, f.kind, names, (first, last))
    if f.kind == FilterKind.AJAX:
        options = [(value, value_label(f, value), True) for value in chosen]
        return FilterView(f.key, label, f.kind, options, ajax_url=ajax_address(f.noun))
    options = [
        (o.value, _(o.label) if o.translated else o.label, o.value in chosen)
        for o in (f.options() if f.options else ())
    ]
    if f.fillable and not options:
        options = [(key, _(name), key in chosen) for key, name in FILLED_LABELS.items()]
        chosen = [value for value in chosen if value not in FILLED_LABELS]
    return FilterView(f.key, label, f.kind, options, value=chosen[0] if chosen else "")


def _named(f: Filter) -> dict[str, str]:
    """Values with a name of their own, beside options."""
    periods = PERIODS if f.kind == FilterKind.DATE_RANGE else {}
    return periods | (FILLED_LABELS if f.fillable else {})


def value_label(f: Filter, value: str) -> str:
    """A chosen value of a filter as a person reads it."""
    if name := _named(f).get(value):
        return _(name)
    if f.kind.is_range:
        first, dots, last = value.partition("..")
        return f"{first or '…'} – {last or '…'}" if dots else first
    if f.kind == FilterKind.BOOL:
        return _("yes") if value == "1" else _("no")
    if f.label_of is not None:
        return _told(f.label_of(value) or value)
    for option in f.options() if f.options else ():
        if option.value == value:
            return _(option.label) if option.translated else option.label
    return value


def _told(label: str | Dated) -> str:
    if isinstance(label, Dated):
        return f"{label.text}, {format_date(label.at, 'medium')}"
    return _(label)


def chips(
    spec: ListSpec, query: ListQuery, actor: Actor, address: Address
) -> list[tuple[str, str]]:
    """One removable chip for each active filter value."""
    shown = []
    for f in spec.filters_for(actor):
        for value in query.filters.get(f.key, ()):
            label = f"{label_of(f)}: {value_label(f, value)}"
            shown.append((label, address(arguments_of(without(query, f.key, value), spec))))
    return shown
