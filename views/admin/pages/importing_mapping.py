"""The second step of an import: what the columns mean, how the file is read, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm

from admin_app.errors import Conflict, Invalid
from admin_app.importing import headers, runs
from admin_app.importing.context import columns_left_out, demand_import
from admin_app.importing.policies import Policies
from admin_app.importing.readers.format import TableFormat
from admin_app.importing.records import CONTACT_MANY
from admin_app.importing.specs.both import PREFIX
from admin_app.importing.specs.custom import spec_of
from models import ImportRun
from models.base import db
from models.enums import ImportNoun, ImportState
from views import current
from views.admin.pages import importing_reading as reading
from views.admin.pages import importing_work as work
from views.admin.pages.importing_rows import address
from views.admin.pages.importing_rules import rules_form, summary, typed_rules
from views.admin.pages.importing_upload import steps
from views.notices import notice
from views.problems import show_problems, text_of

HEAD_SHOWN = 9
WAYS = {"identifier", *CONTACT_MANY}
NAMES = {"name", "identifier"}


@dataclass(frozen=True)
class ColumnView:
    """A column of the file: its header, what it means, and its first cells with their kind."""

    source: str
    key: str | None
    recognised: bool
    refused: bool
    mark: str
    cells: Sequence[tuple[str, str]]


class MappingPages:
    """Showing the columns and taking what was chosen."""

    @expose("/<int:run_id>/mapping", methods=("POST",))
    def mapping(self, run_id: int) -> Any:
        """Keep the choices and have the file read again in the way that was chosen."""
        run = self.find(run_id)  # type: ignore[attr-defined]
        actor = current.current_actor()
        demand_import(actor, run.noun)
        form = reading.reading_form(TableFormat.from_json(run.table_format))
        if not form.validate():
            return columns_page(self, run, reading_form=form), 422
        try:
            _keep_choices(run)
            wanted = reading.changes(form, TableFormat.from_json(run.table_format))
            if wanted:
                read_again(run, wanted)
            db.session.commit()
        except (Conflict, Invalid) as error:
            db.session.rollback()
            notice(text_of(error), "error")
        return redirect(address(run))

    @expose("/<int:run_id>/check", methods=("POST",))
    def check(self, run_id: int) -> Any:
        """Keep the choices and have every row checked."""
        run = self.find(run_id)  # type: ignore[attr-defined]
        actor = current.current_actor()
        demand_import(actor, run.noun)
        rules = rules_form(run.noun, Policies.from_json(run.policies))
        chosen = _chosen(run)
        problem = _what_is_wrong(run, chosen)
        if problem or not rules.validate():
            return columns_page(self, run, rules=rules, chosen=chosen, problem=problem), 422
        try:
            _keep_choices(run)
            runs.set_policies(run, typed_rules(rules))
            work.start(run, work.CHECK, actor)
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            show_problems(rules, error)
            return columns_page(self, run, rules=rules, chosen=chosen), 422
        except Conflict as error:
            db.session.rollback()
            notice(text_of(error), "error")
        return redirect(address(run))


def read_again(run: ImportRun, wanted: dict[str, Any]) -> None:
    """Queue the reading of the file with changes to its format."""
    run.state = ImportState.UPLOADED
    work.sniff(run, current.current_actor(), wanted)


def columns_page(
    view: Any,
    run: ImportRun,
    *,
    rules: FlaskForm | None = None,
    reading_form: reading.ReadingForm | None = None,
    chosen: Sequence[str | None] | None = None,
    problem: str = "",
) -> str:
    """The page with the columns; what was typed is kept where something was wrong."""
    fmt = TableFormat.from_json(run.table_format)
    policies = Policies.from_json(run.policies)
    mapping = list(run.mapping if chosen is None else chosen)
    columns = _columns(run, fmt, mapping)
    page: str = view.render(
        "admin/import/columns.html",
        title=run.file_name,
        breadcrumbs=[(_("Import"), url_for("import.index")), (run.file_name, None)],
        steps=steps("columns", run),
        columns=columns,
        columns_note=_note(columns),
        numbers=[(number, _kind(number, fmt)) for number, _cells in run.head[:HEAD_SHOWN]],
        choices=_choices(run.noun),
        warnings=_warnings(columns),
        problem=problem,
        reading=reading_form or reading.reading_form(fmt),
        reading_open=bool(reading_form and reading_form.errors),
        reading_summary=reading.summary(fmt),
        form=rules or rules_form(run.noun, policies),
        rules_open=bool(rules and rules.errors),
        rules_summary=summary(run.noun, policies),
        mapping_url=url_for("import.mapping", run_id=run.id),
        check_url=url_for("import.check", run_id=run.id),
        cancel_url=url_for("import.cancel", run_id=run.id),
    )
    return page


def _chosen(run: ImportRun) -> list[str | None]:
    """The posted meanings, one a column of the file."""
    known = spec_of(run.noun).by_key
    posted = [key if key in known else None for key in request.form.getlist("column")]
    return (posted + [None] * len(run.mapping))[: max(len(run.mapping), _width(run))]


def _keep_choices(run: ImportRun) -> None:
    chosen = _chosen(run)
    if chosen != list(run.mapping):
        runs.set_mapping(run, chosen)


def _what_is_wrong(run: ImportRun, chosen: Sequence[str | None]) -> str:
    """Why these meanings cannot be checked; empty where they can."""
    columns = spec_of(run.noun).by_key
    keys = [key for key in chosen if key]
    double = next((k for k in keys if keys.count(k) > 1 and not columns[k].many), None)
    if double:
        return _(
            "Two columns are “%(name)s”. Leave one of them out.",
            name=columns[double].title(current.language()),
        )
    if run.noun == ImportNoun.COMPANIES and not NAMES & set(keys):
        return _("Say which column is the name of the company.")
    if run.noun == ImportNoun.EQUIPMENT and not NAMES & set(keys):
        return _("Say which column is the name of the equipment.")
    if run.noun == ImportNoun.CONTACTS and not WAYS & set(keys):
        return _("Say which column is the e-mail, a phone or a messenger of the contact.")
    if not keys:
        return _("Say what at least one column means.")
    return ""


def _width(run: ImportRun) -> int:
    return max((len(cells) for _number, cells in run.head), default=0)


def _columns(run: ImportRun, fmt: TableFormat, mapping: Sequence[str | None]) -> list[ColumnView]:
    names = runs.header_of(run)
    hidden = columns_left_out(current.current_actor(), run.noun)
    means = headers.recogniser(run.noun, spec_of(run.noun))
    found = []
    for place in range(max(len(mapping), _width(run))):
        name = names[place].strip() if place < len(names) else ""
        key = mapping[place] if place < len(mapping) else None
        rows = run.head[:HEAD_SHOWN]
        cells = [
            (cells[place] if place < len(cells) else "", _kind(number, fmt))
            for number, cells in rows
        ]
        found.append(_column(place, name, key if key not in hidden else None, means, cells))
    return found


def _column(
    place: int,
    name: str,
    key: str | None,
    means: Callable[[str], str | None],
    cells: list[tuple[str, str]],
) -> ColumnView:
    refused = bool(name) and headers.is_forbidden(name) and key is None
    recognised = bool(key) and means(name) == key
    return ColumnView(
        source=name or _("Column %(letter)s", letter=letter(place)),
        key=key,
        recognised=recognised,
        refused=refused,
        mark=_mark(key, name, recognised=recognised, refused=refused),
        cells=cells,
    )


def _mark(key: str | None, name: str, *, recognised: bool, refused: bool) -> str:
    if refused:
        return _("Never imported")
    if key is None:
        return _("Left out")
    if recognised:
        return _("Recognised")
    return _("As last time") if name else _("By its place")


def letter(place: int) -> str:
    """The letters of a column as spreadsheets show them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _kind(number: int, fmt: TableFormat) -> str:
    if number == fmt.header_row:
        return "header"
    if number < fmt.first_row or (fmt.last_row is not None and number > fmt.last_row):
        return "out"
    return "data"


def _choices(noun: ImportNoun) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may mean, in groups where there are two nouns."""
    language = current.language()
    columns = [(column.key, column.title(language)) for column in spec_of(noun).columns]
    if noun != ImportNoun.BOTH:
        return [("", columns)]
    # the company's name and e-mail are what a contact is found by, too
    of_company = {
        key for key, _title in columns if key.startswith(PREFIX) and key != "company_email"
    }
    return [
        (_("Contact"), [pair for pair in columns if pair[0] not in of_company]),
        (_("Company"), [pair for pair in columns if pair[0] in of_company]),
    ]


def _warnings(columns: Sequence[ColumnView]) -> list[str]:
    refused = [column.source for column in columns if column.refused]
    if not refused:
        return []
    text = ngettext(
        "The column %(names)s is not imported: a file never sets roles, rights or passwords.",
        "The columns %(names)s are not imported: a file never sets roles, rights or passwords.",
        len(refused),
        names=", ".join(refused),
    )
    return [text]


def _note(columns: Sequence[ColumnView]) -> str:
    taken = sum(column.key is not None for column in columns)
    return _("%(taken)s of %(all)s columns are taken", taken=taken, all=len(columns))
