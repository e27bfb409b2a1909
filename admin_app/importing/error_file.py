"""The rows that an import refused, in the form in which they came, to be mended and re-read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Literal

from sqlalchemy import select

from admin_app.importing import tables
from admin_app.importing.headers import PROBLEM
from admin_app.importing.problems import problem_text, translator
from admin_app.importing.runs import header_of
from admin_app.importing.specs.custom import spec_of
from models import ImportRow, ImportRun
from models.base import db
from models.enums import Verdict

BATCH = 1000


def write_error_file(
    run: ImportRun, out: BinaryIO, *, kind: Literal["csv", "xlsx"], language: str
) -> None:
    """Write exactly the refused rows: the columns of the file and, last, what is wrong.

    The last column is passed over when the file is dropped again. A file that had no header gets
    one, so that its columns still mean what they were said to mean.
    """
    delimiter = run.table_format.get("delimiter") or (";" if language != "en" else ",")
    tables.write(kind, _rows(run, language), out, delimiter=delimiter)


def _rows(run: ImportRun, language: str) -> Iterator[list[str]]:
    translate = translator(language)
    header = _header(run, language)
    yield [*header, translate(PROBLEM)]
    query = (
        select(ImportRow.cells, ImportRow.problems)
        .where(ImportRow.run_id == run.id, ImportRow.verdict == Verdict.REFUSE)
        .order_by(ImportRow.number)
        .execution_options(yield_per=BATCH)
    )
    width = len(header)
    for cells, problems in db.session.execute(query):
        told = " ".join(problem_text(problem, translate) for problem in problems)
        padded = cells[:width] + [""] * (width - len(cells))
        yield [*padded, told, *cells[width:]]


def _header(run: ImportRun, language: str) -> list[str]:
    names = header_of(run)
    if names:
        return names + [""] * (len(run.mapping) - len(names))
    columns = spec_of(run.noun).by_key
    return [columns[key].header(language) if key in columns else "" for key in run.mapping]
