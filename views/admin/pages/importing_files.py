"""Files that an import gives out: samples, and the refused rows of a run."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any, Literal

from flask import send_file
from flask_admin import expose
from flask_babel import gettext as _

from admin_app.errors import NotFound
from admin_app.exporting.writers.registry import FORMATS
from admin_app.importing.error_file import write_error_file
from admin_app.importing.samples import KINDS, sample_name, write_sample
from models import ImportRun
from models.enums import ImportNoun
from views import current

WORKBOOK_ROWS = 20_000
"""Refused rows beyond this come as CSV, which is written in a moment."""


class FilePages:
    """Downloads, always as attachments; refused rows for those alone who may see the run."""

    @expose("/sample/<file_name>")
    def sample(self, file_name: str) -> Any:
        """A file to fill in, named NOUN.FORMAT, in the language of the page."""
        noun, _dot, ending = file_name.partition(".")
        kind = next((kind for kind in KINDS if kind == ending), None)
        if kind is None or noun not in set(ImportNoun):
            raise NotFound(file_name)
        language = current.language()
        out = BytesIO()
        write_sample(ImportNoun(noun), kind, language, out)
        out.seek(0)
        return send_file(
            out,
            mimetype=FORMATS[kind].mimetype,
            as_attachment=True,
            download_name=sample_name(ImportNoun(noun), kind, language),
        )

    @expose("/<int:run_id>/errors")
    def errors(self, run_id: int) -> Any:
        """Exactly the refused rows, to be mended and dropped again."""
        run: ImportRun = self.find(run_id)  # type: ignore[attr-defined]
        if not run.counts.get("refused"):
            raise NotFound(f"refused rows of import {run_id}")
        kind = _kind(run)
        out = TemporaryFile()  # noqa: SIM115 - closed with the answer
        write_error_file(run, out, kind=kind, language=current.language())
        out.seek(0)
        stem = PurePath(run.file_name).stem[:100]
        return send_file(
            out,
            mimetype=FORMATS[kind].mimetype,
            as_attachment=True,
            download_name=f"{stem}-{_('refused')}.{kind}",
        )


def _kind(run: ImportRun) -> Literal["csv", "xlsx"]:
    """The form in which the file came, as far as it can be written."""
    workbook = run.table_format.get("kind") != "csv"
    return "xlsx" if workbook and run.counts["refused"] <= WORKBOOK_ROWS else "csv"
