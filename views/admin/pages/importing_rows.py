"""Rows of an import as they are shown: the verdict, what would change, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import gettext as _
from sqlalchemy import select

from admin_app.i18n import N_
from admin_app.importing.problems import problem_text
from admin_app.importing.progress import COUNTED
from admin_app.importing.specs import SPECS
from admin_app.importing.specs.both import PREFIX
from admin_app.importing.specs.custom import CustomColumn, spec_of
from admin_app.permissions import Permission
from admin_app.services import import_run
from admin_app.services.processes.batch.reasons import REASONS
from admin_app.services.shared.custom_names import is_custom
from models import AccessGroup, Company, Contact, CustomField, Equipment, ImportRow, ImportRun
from models.base import db
from models.enums import (
    CompanyStatus,
    ContactKind,
    ContactStatus,
    EquipmentStatus,
    ImportNoun,
    UndoOutcome,
    Verdict,
)
from views import current, formatting
from views.admin import cells, custom_cells, labels
from views.admin.pages import importing_words as words

LONGEST = 200
COMPANY = "company."
RELATIONS = {
    "company_id": N_("Company"),
    "group_id": N_("Group"),
    "contact_id": N_("Contact"),
    "parent_id": N_("Part of"),
}
SHOWN_NEW = (
    "email", "phone", "mobile_phone", "telegram", "company", "position", "tax_id", "site",
    "article", "serial_number", "parent",
)  # fmt: skip

PAGES = {
    ImportNoun.COMPANIES: ("companies", Permission.COMPANIES_VIEW),
    ImportNoun.CONTACTS: ("contacts", Permission.CONTACTS_VIEW),
    ImportNoun.BOTH: ("contacts", Permission.CONTACTS_VIEW),
    ImportNoun.EQUIPMENT: ("equipment", Permission.EQUIPMENT_VIEW),
}


@dataclass(frozen=True)
class ChangeView:
    """One field that a row sets: what it was and what it becomes, as a person reads them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ProblemView:
    """One thing that is wrong with a row."""

    column: str
    text: str


@dataclass(frozen=True)
class RowView:
    """One row of the file."""

    number: str
    verdict: dict[str, str]
    name: str
    sub: str
    url: str | None
    is_new: bool
    changes: Sequence[ChangeView]
    problems: Sequence[ProblemView]


def page_of_rows(run: ImportRun) -> dict[str, Any]:
    """What the fragment with the rows is given, by the arguments of the address."""
    chosen = _verdict(request.args.get("verdict", ""))
    left = "left" in request.args
    found = import_run.rows(
        run,
        verdict=chosen,
        left=left,
        after=request.args.get("after", type=int),
        before=request.args.get("before", type=int),
    )
    shown = _Shown(run, found.rows)
    kept = {"verdict": chosen.value} if chosen else {}
    if left:
        kept["left"] = "1"
    first, last = (found.rows[0], found.rows[-1]) if found.rows else (None, None)
    return {
        "done": words.was_written(run),
        "tiles": _tiles(run, chosen, left=left),
        "rows": [shown.row(row) for row in found.rows],
        "range": _range(run, chosen, found.rows, left=left),
        "prev_url": address(run, before=first.number, **kept)
        if first and found.has_earlier
        else None,
        "next_url": address(run, after=last.number, **kept) if last and found.has_later else None,
    }


def address(run: ImportRun, **arguments: Any) -> str:
    """The address of a run."""
    return url_for("import.run", run_id=run.id, **arguments)


def _verdict(text: str) -> Verdict | None:
    return Verdict(text) if text in set(Verdict) else None


def _tiles(run: ImportRun, chosen: Verdict | None, *, left: bool) -> list[tuple[Any, ...]]:
    done = words.was_written(run)
    total = run.counts.get("rows", 0)
    everything = chosen is None and not left
    tiles: list[tuple[Any, ...]] = [
        (_("All rows"), total, address(run), "list-details", "grey", everything)
    ]
    if number := run.counts.get("undone", {}).get("left", 0):
        url = address(run, left="1")
        tiles.append((_("Not taken back"), number, url, "alert-triangle", "orange", left))
    for verdict, (_badge, before, after, icon, colour) in words.VERDICTS.items():
        number = run.counts.get(COUNTED[verdict], 0)
        url = address(run, verdict=verdict.value)
        tiles.append((_(after if done else before), number, url, icon, colour, verdict == chosen))
    return tiles


def _range(run: ImportRun, chosen: Verdict | None, rows: Sequence[ImportRow], *, left: bool) -> str:
    if not rows:
        return ""
    counts = run.counts.get("undone", {}) if left else run.counts
    total = counts.get("left" if left else COUNTED[chosen] if chosen else "rows", 0)
    return _(
        "Rows %(first)s–%(last)s of the file, %(total)s in all",
        first=formatting.number(rows[0].number),
        last=formatting.number(rows[-1].number),
        total=formatting.number(total),
    )


class _Shown:
    """Shows the rows of one page; names of companies and groups are read once for all."""

    def __init__(self, run: ImportRun, rows: Sequence[ImportRow]) -> None:
        self.done = words.was_written(run)
        self.company = run.noun == ImportNoun.COMPANIES
        self.columns = spec_of(run.noun).by_key
        self.noun, needed = PAGES[run.noun]
        self.may_open = current.may(needed)
        self.names = {
            "company_id": _names(Company, _ids(rows, "company_id")),
            "group_id": _groups(_ids(rows, "group_id")),
            "contact_id": _names(Contact, _ids(rows, "contact_id")),
            "parent_id": _names(Equipment, _ids(rows, "parent_id")),
        }

    def row(self, row: ImportRow) -> RowView:
        """One row."""
        return RowView(
            number=formatting.number(row.number),
            verdict=words.row_state(row, done=row.applied or self.done),
            name=self._name(row),
            sub=self._sub(row),
            url=self._url(row),
            is_new=row.verdict == Verdict.CREATE,
            changes=self._changes(row),
            problems=[self._problem(problem) for problem in row.problems] + _why_left(row),
        )

    def _name(self, row: ImportRow) -> str:
        values = row.values
        if self.company or self.noun == "equipment":
            candidates = [values.get("name"), values.get("legal_name"), values.get("tax_id")]
        else:
            parts = (values.get("last_name"), values.get("first_name"), values.get("middle_name"))
            joined = " ".join(part for part in parts if part)
            ways = [_text(values.get(key)) for key in ("email", "phone", "mobile_phone")]
            candidates = [values.get("full_name"), joined, *ways, values.get("company")]
        filled = (cell for cell in row.cells if str(cell).strip())
        return _short(next((c for c in candidates if c), None) or next(filled, "—"))

    def _sub(self, row: ImportRow) -> str:
        company = row.values.get("company", "")
        if not row.company_created:
            return ""
        if company == self._name(row):
            return _("New company")
        return _("New company: %(name)s", name=_short(company))

    def _url(self, row: ImportRow) -> str | None:
        gone = row.verdict == Verdict.CREATE and row.undo == UndoOutcome.RESTORED
        if row.record_id is None or gone or not self.may_open:
            return None
        return url_for(f"{self.noun}.details_view", id=row.record_id)

    def _changes(self, row: ImportRow) -> list[ChangeView]:
        if row.verdict == Verdict.CREATE:
            custom = [key for key in row.values if is_custom(key.removeprefix(PREFIX))]
            told = [(key, row.values.get(key)) for key in (*SHOWN_NEW, *custom)]
            told = [(key, value) for key, value in told if value not in (None, "", [])]
            return [ChangeView(self._label(key), "", self._value(key, v)) for key, v in told]
        return [
            ChangeView(self._label(key), self._value(key, before), self._value(key, after))
            for key, (before, after) in row.before.items()
        ]

    def _problem(self, problem: Mapping[str, Any]) -> ProblemView:
        key = problem["column"]
        return ProblemView(
            self._label(key) if key else "", _short(problem_text(dict(problem), gettext))
        )

    def _label(self, key: str) -> str:
        if key in RELATIONS:
            return _(RELATIONS[key])
        if key in self.columns:
            return self.columns[key].title(current.language())
        if key.startswith(COMPANY):
            return self._company_label(key.removeprefix(COMPANY))
        return key

    def _company_label(self, key: str) -> str:
        prefixed = self.columns.get(f"company_{key}")
        if prefixed:
            return prefixed.title(current.language())
        column = SPECS[ImportNoun.COMPANIES].by_key.get(key)
        return _("Company: %(field)s", field=_(column.label) if column else key)

    def _value(self, key: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if key in self.names:
            return self.names[key].get(value, _("new"))
        if custom := self._custom(key):
            return _short(custom_cells.told(custom, value))
        show = SHOW.get(key.removeprefix(COMPANY), _text)
        return _short(show(value))

    def _custom(self, key: str) -> CustomField | None:
        """The custom field that this column or change is about."""
        if not is_custom(key.removeprefix(COMPANY).removeprefix(PREFIX)):
            return None
        column = self.columns.get(key.replace(COMPANY, PREFIX, 1))
        return column.definition if isinstance(column, CustomColumn) else None


def _why_left(row: ImportRow) -> list[ProblemView]:
    reason = REASONS.get(row.undo_reason)
    return [ProblemView("", _("Not taken back: %(why)s.", why=_(reason)))] if reason else []


def _ids(rows: Iterable[ImportRow], key: str) -> set[int]:
    pairs = (row.before.get(key) or () for row in rows)
    return {value for pair in pairs for value in pair if isinstance(value, int)}


def _names(model: Any, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: str(row) for row in db.session.scalars(select(model).where(model.id.in_(ids)))}


def _groups(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    groups = db.session.scalars(select(AccessGroup).where(AccessGroup.id.in_(ids)))
    return {group.id: labels.group_name(group) for group in groups}


def _text(value: Any) -> str:
    """A value of a row: several ones in a line, phones in their usual writing."""
    if isinstance(value, bool):
        return formatting.yes_no(value)
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    return "" if value is None else formatting.phone(str(value))


def _status(value: Any) -> str:
    kinds: tuple[Any, ...] = (ContactStatus, CompanyStatus, EquipmentStatus)
    known = next((kind(value) for kind in kinds if value in set(kind)), None)
    return cells.status_of(known)["label"] if known else _text(value)


def _kind(value: Any) -> str:
    return cells.kind(ContactKind(value)) if value in set(ContactKind) else _text(value)


SHOW: dict[str, Callable[[Any], str]] = {
    "status": _status,
    "kind": _kind,
    "language": cells.language,
    "birth_date": formatting.birthday,
    "warranty_until": formatting.day,
    "serial_number": str,
    "article": str,
}


def _short(text: Any) -> str:
    line = str(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
