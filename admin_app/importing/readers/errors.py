"""Why a file is refused: a code for programs, a sentence for people."""

from admin_app.i18n import N_

MESSAGES: dict[str, str] = {
    "empty": N_("The file is empty."),
    "too_large": N_("The file is too large: %(size)s MB, the limit is %(limit)s MB."),
    "unzipped_too_large": N_("The file unpacks to %(size)s MB, the limit is %(limit)s MB."),
    "archive_bomb": N_("A part of the file is packed suspiciously tight: %(part)s."),
    "too_many_parts": N_("The file has too many parts inside: the limit is %(limit)s."),
    "password": N_("The file is protected by a password. Save it without one and try again."),
    "corrupt": N_("The file is damaged or was not copied completely."),
    "wrong_format": N_(
        "The name “%(name)s” promises another format than the file has: it is %(found)s."
    ),
    "unsupported": N_("This is %(found)s. Save the table as XLSX, XLS, ODS or CSV."),
    "external_entity": N_("The file holds instructions to load other files: %(part)s."),
    "no_sheet": N_("The file has no sheet “%(sheet)s”."),
    "no_table": N_("The file has no sheet with a table."),
    "too_many_rows": N_("The table has more than %(limit)s rows. Split the file."),
    "too_many_columns": N_(
        "Row %(row)s of the table has %(count)s columns, the limit is %(limit)s."
    ),
    "too_many_cells": N_(
        "Sheet “%(sheet)s” is too big to read. Save it as CSV or split it into several files."
    ),
    "far_cell": N_(
        "Sheet “%(sheet)s” has a lone value far from the table, in cell %(cell)s. "
        "Delete it and try again."
    ),
    "cell_too_long": N_("A cell in row %(row)s has more than %(limit)s characters."),
    "unclosed_quote": N_("A quotation mark opened in row %(row)s is never closed."),
    "unknown_encoding": N_("The encoding of the text could not be recognised."),
    "wrong_encoding": N_("Row %(row)s cannot be read in the encoding %(encoding)s."),
    "mixed_encoding": N_("The file mixes encodings: row %(row)s is not in UTF-8 like the rest."),
    "double_encoded": N_(
        "The text was saved in a wrong encoding, and row %(row)s cannot be mended. "
        "Export the file again in UTF-8."
    ),
    "binary": N_("The file is not a table: it holds binary data."),
    "too_heavy": N_("The file takes too much memory or time to read. Save it as CSV or split it."),
}
"""Code to the English message, with named parameters for ``%``."""


class FileRefused(Exception):
    """A file that is not read, and why.

    ``code`` is a key of `MESSAGES`; ``params`` fill the named places of its message.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        """The English template of the message, for gettext and ``%`` with `params`."""
        return MESSAGES[self.code]

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the parameters when the refusal crosses from one process to another."""
        return _refused, (self.code, self.params)

    def __str__(self) -> str:
        """The English sentence, for logs and the command line."""
        return self.message % self.params


def _refused(code: str, params: dict[str, object]) -> FileRefused:
    return FileRefused(code, **params)
