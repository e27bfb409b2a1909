"""The formats that a table can be exported in."""

from dataclasses import dataclass

from admin_app.exporting.writers import csv, json, ods, xls, xlsx
from admin_app.exporting.writers.columns import Writer


@dataclass(frozen=True)
class Format:
    """A file format; ``max_rows`` None means that only the disk ends it."""

    extension: str
    mimetype: str
    max_rows: int | None
    write: Writer


FORMATS: dict[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", None, csv.write),
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx.MAX_ROWS,
        xlsx.write,
    ),
    "xls": Format("xls", "application/vnd.ms-excel", xls.MAX_ROWS, xls.write),
    "ods": Format("ods", "application/vnd.oasis.opendocument.spreadsheet", ods.MAX_ROWS, ods.write),
    "json": Format("json", "application/json", None, json.write),
}
