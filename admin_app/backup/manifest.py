"""What an archive says of itself, read with suspicion: whoever has the file may have changed it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0, strict=True)]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
FILE_NAME = r"^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}/){0,8}[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$"
"""Of a file within the files folder: no part can be empty, absolute or lead upwards."""
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Part):
    """One file: its bytes and their hash."""

    size: Size
    sha256: Digest


class TableEntry(FileEntry):
    """One table: its rows as lines of JSON, each a list of values in the order of `columns`."""

    rows: Size
    columns: list[TableName]


class Manifest(_Part):
    """What is in the archive and what it was made from."""

    program: Literal["kontora"]
    format: Literal[1]
    version: str
    revision: str
    database: Literal["sqlite", "postgresql"]
    made_at: datetime
    tables: dict[TableName, TableEntry]
    files: dict[FileName, FileEntry]

    def entries(self) -> dict[str, FileEntry]:
        """Everything that has to be in the archive beside the manifest, by its name there."""
        tables = {table_path(name): entry for name, entry in self.tables.items()}
        return {**tables, **{file_path(name): entry for name, entry in self.files.items()}}

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(table.rows for table in self.tables.values())


def table_path(name: str) -> str:
    """Where the archive holds a table."""
    return f"tables/{name}.jsonl"


def file_path(name: str) -> str:
    """Where the archive holds a file."""
    return f"files/{name}"
